//! The benchmark's workloads on tokio's tasks and channels, on its scheduler of one thread.
//! Usage: rivals WORKLOAD VARIANT N UNDER-WAY COUNT LAPS LAP-MS WARM-UP-MS; prints one JSON object.
//!
//! tokio has no unbuffered channel: its smallest buffer of 1 stands in. Its channels have one reader, so the
//! processes of the population wait for their turn at it in a lock, which is tokio's own way to share a reader.

mod density;
mod meter;
mod stressed;

use meter::{Meter, Plan};
use std::time::Duration;
use tokio::spawn;
use tokio::sync::mpsc::{channel, Receiver, Sender};

async fn consume(input: &mut Receiver<u64>, meter: &mut Meter) {
    loop {
        for _ in 0..meter.count {
            input.recv().await.unwrap();
        }
        if !meter.lap() {
            return;
        }
    }
}

async fn copy(mut input: Receiver<u64>, output: Sender<u64>) {
    while let Some(value) = input.recv().await {
        output.send(value).await.unwrap();
    }
}

async fn commstime(meter: &mut Meter, parallel: bool) {
    let (a, mut from_prefix) = channel(1);
    let (b, mut from_delta) = channel(1);
    let (c, from_successor) = channel(1);
    let (d, mut last) = channel(1);
    spawn(async move {
        a.send(0).await.unwrap();
        copy(from_successor, a).await;
    });
    spawn(async move {
        while let Some(value) = from_prefix.recv().await {
            if parallel {
                let (first, second) = (b.clone(), d.clone());
                let one = spawn(async move { first.send(value).await });
                let other = spawn(async move { second.send(value).await });
                one.await.unwrap().unwrap();
                other.await.unwrap().unwrap();
            } else {
                b.send(value).await.unwrap();
                d.send(value).await.unwrap();
            }
        }
    });
    spawn(async move {
        while let Some(value) = from_delta.recv().await {
            c.send(value + 1).await.unwrap();
        }
    });
    consume(&mut last, meter).await;
}

async fn prodcons(meter: &mut Meter, buffer: usize) {
    let (output, mut input) = channel(buffer.max(1));
    spawn(async move {
        for value in 0.. {
            output.send(value).await.unwrap();
        }
    });
    consume(&mut input, meter).await;
}

async fn line(meter: &mut Meter, n: usize, under_way: usize) {
    let (first, mut last) = channel(1);
    for _ in 0..n {
        let (output, next) = channel(1);
        spawn(copy(last, output));
        last = next;
    }
    loop {
        for _ in 0..meter.count {
            for value in 0..under_way as u64 {
                first.send(value).await.unwrap();
            }
            for _ in 0..under_way {
                last.recv().await.unwrap();
            }
        }
        if !meter.lap() {
            return;
        }
    }
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number = |place: usize| words[place].parse::<u64>().unwrap();
    let (workload, variant) = (words[0].as_str(), words[1].as_str());
    let (n, under_way) = (number(2) as usize, number(3) as usize);
    let mut meter = Meter::new(Plan {
        count: number(4),
        laps: number(5) as usize,
        lap: Duration::from_millis(number(6)),
        warm_up: Duration::from_millis(number(7)),
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    // A task of its own: the future of `block_on` itself is woken in another, dearer way.
    runtime.block_on(async {
        let (workload, variant) = (workload.to_owned(), variant.to_owned());
        let measuring = spawn(async move {
            match workload.as_str() {
                "commstime" => commstime(&mut meter, variant == "par").await,
                "prodcons" => prodcons(&mut meter, variant.parse().unwrap()).await,
                "stressed" => stressed::run(&mut meter, &variant).await,
                "chain" | "ring" => line(&mut meter, n, under_way).await,
                "density" => density::run(n).await,
                _ => panic!("no workload {workload}"),
            }
            meter.report();
            // The networks never end by themselves, and their writers would find the consumer gone.
            std::process::exit(0);
        });
        measuring.await.unwrap();
    });
}
