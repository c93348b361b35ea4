//! bench/meter.ts in Rust: one loop for warm-up and timed laps.

use std::time::{Duration, Instant};

/// How to measure: see bench/meter.ts.
pub struct Plan {
    pub count: u64,
    pub laps: usize,
    pub lap: Duration,
    pub warm_up: Duration,
}

pub struct Meter {
    /// Rounds to make before the next call of `lap`.
    pub count: u64,
    samples: Vec<f64>,
    plan: Plan,
    started: Instant,
    warm_until: Option<Instant>,
    timed: Duration,
}

impl Meter {
    pub fn new(plan: Plan) -> Meter {
        Meter {
            count: plan.count.max(1),
            samples: Vec::new(),
            plan,
            started: Instant::now(),
            warm_until: None,
            timed: Duration::ZERO,
        }
    }

    /// Ends a lap. False when the last timed lap is over.
    pub fn lap(&mut self) -> bool {
        let ended = Instant::now();
        let lap = ended - self.started;
        let warm_until = *self.warm_until.get_or_insert(ended + self.plan.warm_up);
        if ended < warm_until {
            if self.plan.count == 0 {
                let fitting = self.plan.lap.as_secs_f64() * self.count as f64 / lap.as_secs_f64();
                self.count = (fitting as u64).min(2 * self.count).max(1);
            }
        } else {
            self.samples.push(lap.as_nanos() as f64 / self.count as f64);
            self.timed += lap;
        }
        self.started = Instant::now();
        // A single round of a million processes outlasts a lap: fewer laps do then.
        self.samples.len() < self.plan.laps && self.timed < 3 * self.plan.laps as u32 * self.plan.lap
    }

    /// Prints the figures; a population has none and prints its own.
    pub fn report(&self) {
        if self.samples.is_empty() {
            return;
        }
        println!("{{\"samples\":{:?},\"n\":{}}}", self.samples, self.count);
    }
}
