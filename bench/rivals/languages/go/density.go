package main

import (
	"encoding/json"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"
)

// resident returns the resident memory of this program in bytes.
func resident() float64 {
	text, _ := os.ReadFile("/proc/self/statm")
	pages, _ := strconv.Atoi(strings.Fields(string(text))[1])
	return float64(pages * os.Getpagesize())
}

// live returns the bytes in use by goroutine stacks and the heap.
func live() float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc + m.StackInuse)
}

func density(n int) {
	residentBefore, liveBefore := resident(), live()
	checkIn, shared := make(chan int), make(chan int)
	var over sync.WaitGroup
	started := time.Now()
	for i := 0; i < n; i++ {
		over.Add(1)
		go func() {
			defer over.Done()
			checkIn <- i
			for {
				if _, ok := <-shared; !ok {
					return
				}
			}
		}()
	}
	for i := 0; i < n; i++ {
		<-checkIn
	}
	create := time.Since(started)
	bytes := (live() - liveBefore) / float64(n)
	after := (resident() - residentBefore) / float64(n)
	peak := resident()
	started = time.Now()
	shared <- 0
	first := time.Since(started)
	started = time.Now()
	close(shared)
	over.Wait()
	json.NewEncoder(os.Stdout).Encode(map[string]any{
		"bytes": bytes, "resident": after, "peak": peak,
		"create": create.Seconds(), "first": first.Seconds(), "teardown": time.Since(started).Seconds(),
	})
}
