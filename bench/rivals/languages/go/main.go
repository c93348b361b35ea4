// The benchmark's workloads on goroutines and channels.
// Usage: rivals WORKLOAD VARIANT N UNDER-WAY COUNT LAPS LAP-MS WARM-UP-MS; prints one JSON object.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Plain sends and receives, without a quit channel: the networks end with the program.

func consume(in <-chan int, m *Meter) {
	for more := true; more; more = m.Lap() {
		for i := m.Count; i > 0; i-- {
			<-in
		}
	}
}

func commstime(m *Meter, variant string) {
	a, b, c, d := make(chan int), make(chan int), make(chan int), make(chan int)
	go func() { // prefix
		a <- 0
		for {
			a <- <-c
		}
	}()
	if variant == "par" {
		go func() { // delta: a goroutine for each write, joined, as in aPyCSP's ParDelta2
			var both sync.WaitGroup
			for {
				v := <-a
				both.Add(2)
				go func() { b <- v; both.Done() }()
				go func() { d <- v; both.Done() }()
				both.Wait()
			}
		}()
	} else {
		go func() { // delta
			for {
				v := <-a
				b <- v
				d <- v
			}
		}()
	}
	go func() { // successor
		for {
			c <- 1 + <-b
		}
	}()
	consume(d, m)
}

func prodcons(m *Meter, buffer int) {
	c := make(chan int, buffer)
	go func() {
		for i := 0; ; i++ {
			c <- i
		}
	}()
	consume(c, m)
}

func line(m *Meter, n, underWay int) {
	first := make(chan int)
	last := first
	for i := 0; i < n; i++ {
		in, out := last, make(chan int)
		go func() {
			for {
				out <- <-in
			}
		}()
		last = out
	}
	for more := true; more; more = m.Lap() {
		for round := m.Count; round > 0; round-- {
			for i := 0; i < underWay; i++ {
				first <- i
			}
			for i := 0; i < underWay; i++ {
				<-last
			}
		}
	}
}

func fanOut(m *Meter, n int) {
	work := make(chan int)
	for i := 0; i < n; i++ {
		go func() {
			for {
				<-work
			}
		}()
	}
	for more := true; more; more = m.Lap() {
		for i := m.Count; i > 0; i-- {
			work <- i
		}
	}
}

func fanIn(m *Meter, n int) {
	results := make(chan int)
	for i := 0; i < n; i++ {
		go func() {
			for i := 0; ; i++ {
				results <- i
			}
		}()
	}
	consume(results, m)
}

func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		panic(err)
	}
	return n
}

func main() {
	workload, variant := os.Args[1], os.Args[2]
	n, underWay := number(os.Args[3]), number(os.Args[4])
	milliseconds := func(text string) time.Duration { return time.Duration(number(text)) * time.Millisecond }
	m := NewMeter(Plan{
		count:  number(os.Args[5]),
		laps:   number(os.Args[6]),
		lap:    milliseconds(os.Args[7]),
		warmUp: milliseconds(os.Args[8]),
	})
	switch workload {
	case "commstime":
		commstime(m, variant)
	case "prodcons":
		prodcons(m, number(variant))
	case "stressed":
		guards, writers, _ := strings.Cut(variant, "x")
		stressed(m, number(guards), number(writers))
	case "chain", "ring":
		line(m, n, underWay)
	case "fan-out":
		fanOut(m, n)
	case "fan-in":
		fanIn(m, n)
	case "density":
		density(n)
		return
	default:
		fmt.Fprintf(os.Stderr, "no workload %q\n", workload)
		os.Exit(1)
	}
	json.NewEncoder(os.Stdout).Encode(map[string]any{"samples": m.Samples, "n": m.Count})
}
