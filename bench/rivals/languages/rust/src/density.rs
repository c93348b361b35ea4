//! Bytes and seconds of a population of blocked tasks.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::{mpsc::channel, Mutex};
use tokio::{spawn, task::yield_now};

/// The system's allocator, with a count of the bytes in use.
struct Counting;

static LIVE: AtomicUsize = AtomicUsize::new(0);

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LIVE.fetch_add(layout.size(), Relaxed);
        System.alloc(layout)
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size(), Relaxed);
        System.dealloc(pointer, layout)
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The resident memory of this program, in bytes.
fn resident() -> f64 {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap();
    text.split(' ').nth(1).unwrap().parse::<f64>().unwrap() * 4096.0
}

pub async fn run(n: usize) {
    let (resident_before, live_before) = (resident(), LIVE.load(Relaxed));
    let started = Instant::now();
    let (check_in, mut registrar) = channel(1);
    let (wake, shared) = channel::<u64>(1);
    let shared = Arc::new(Mutex::new(shared));
    let (over, mut ended) = channel::<()>(1);
    for number in 0..n {
        let (check_in, shared, over) = (check_in.clone(), shared.clone(), over.clone());
        spawn(async move {
            check_in.send(number).await.unwrap();
            drop(check_in);
            while shared.lock().await.recv().await.is_some() {}
            drop(over);
        });
    }
    drop(over);
    for _ in 0..n {
        registrar.recv().await.unwrap();
    }
    yield_now().await;
    let create = started.elapsed().as_secs_f64();
    let bytes = (LIVE.load(Relaxed) - live_before) as f64 / n as f64;
    let (peak, waking) = (resident(), Instant::now());
    wake.send(0).await.unwrap();
    yield_now().await;
    let (first, ending) = (waking.elapsed().as_secs_f64(), Instant::now());
    drop(wake);
    // Nothing is sent here: the channel ends when the last task has dropped its end of it.
    ended.recv().await;
    let resident = (peak - resident_before) / n as f64;
    let teardown = ending.elapsed().as_secs_f64();
    println!(
        "{{\"bytes\":{bytes:.1},\"resident\":{resident:.1},\"peak\":{peak},\
         \"create\":{create:.4},\"first\":{first:.7},\"teardown\":{teardown:.4}}}"
    );
}
