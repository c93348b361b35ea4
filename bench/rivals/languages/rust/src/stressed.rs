//! A select over ten channels with many writers blocked on each. tokio's macro needs its cases in the source, so it
//! is written out for ten; it begins at a random one, which makes it fair.

use crate::meter::Meter;
use tokio::sync::mpsc::{channel, Receiver};
use tokio::{select, spawn, task::yield_now};

pub async fn run(meter: &mut Meter, variant: &str) {
    let (guards, writers) = variant.split_once('x').unwrap();
    assert_eq!(guards, "10", "the select is written out for ten channels");
    let writers: u64 = writers.parse().unwrap();
    let inputs: Vec<Receiver<u64>> = (0..10)
        .map(|_| {
            let (output, input) = channel(1);
            for writer in 0..writers {
                let output = output.clone();
                spawn(async move { while output.send(writer).await.is_ok() {} });
            }
            input
        })
        .collect();
    // The scheduler is fair: after this every writer has run and is blocked.
    yield_now().await;
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h, mut i, mut j]: [_; 10] =
        inputs.try_into().unwrap();
    let mut chosen = [0u64; 10];
    loop {
        for _ in 0..meter.count {
            select! {
                Some(_) = a.recv() => chosen[0] += 1,
                Some(_) = b.recv() => chosen[1] += 1,
                Some(_) = c.recv() => chosen[2] += 1,
                Some(_) = d.recv() => chosen[3] += 1,
                Some(_) = e.recv() => chosen[4] += 1,
                Some(_) = f.recv() => chosen[5] += 1,
                Some(_) = g.recv() => chosen[6] += 1,
                Some(_) = h.recv() => chosen[7] += 1,
                Some(_) = i.recv() => chosen[8] += 1,
                Some(_) = j.recv() => chosen[9] += 1,
                else => unreachable!("no writer ends"),
            }
        }
        if !meter.lap() {
            return;
        }
    }
}
