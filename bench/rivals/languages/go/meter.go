package main

import "time"

// Meter is bench/meter.ts in Go: one loop for warm-up and timed laps.
type Meter struct {
	Samples   []float64 // nanoseconds per round
	Count     int       // rounds to make before the next call of Lap
	plan      Plan
	started   time.Time
	warmUntil time.Time
	timed     time.Duration
}

// Plan says how to measure: see bench/meter.ts.
type Plan struct {
	count, laps int
	lap, warmUp time.Duration
}

func NewMeter(plan Plan) *Meter {
	return &Meter{Count: max(1, plan.count), plan: plan, started: time.Now()}
}

// Lap ends a lap. It returns false when the last timed lap is over.
func (m *Meter) Lap() bool {
	ended := time.Now()
	lap := ended.Sub(m.started)
	if m.warmUntil.IsZero() {
		m.warmUntil = ended.Add(m.plan.warmUp)
	}
	if ended.Before(m.warmUntil) {
		if m.plan.count == 0 {
			fitting := int(float64(m.plan.lap) * float64(m.Count) / float64(lap))
			m.Count = max(1, min(2*m.Count, fitting))
		}
	} else {
		m.Samples = append(m.Samples, float64(lap.Nanoseconds())/float64(m.Count))
		m.timed += lap
	}
	m.started = time.Now()
	// A single round of a million processes outlasts a lap: fewer laps do then.
	return len(m.Samples) < m.plan.laps && m.timed < 3*time.Duration(m.plan.laps)*m.plan.lap
}
