package main

import (
	"fmt"
	"os"
	"reflect"
	"sync"
	"time"
)

// stressed selects over channels with many writers blocked on each. The select statement needs its cases in the
// source, so it is written out for ten guards; other numbers go through reflect.Select, which is dearer.
func stressed(m *Meter, guards, writers int) {
	channels := make([]chan int, guards)
	var ready sync.WaitGroup
	for i := range channels {
		channels[i] = make(chan int)
		ready.Add(writers)
		for w := 0; w < writers; w++ {
			go func() {
				ready.Done()
				for {
					channels[i] <- w
				}
			}()
		}
	}
	ready.Wait()
	time.Sleep(50 * time.Millisecond) // until the writers are blocked, as far as Go lets one know
	if guards == 10 {
		selectOfTen(m, [10]chan int(channels))
		return
	}
	fmt.Fprintln(os.Stderr, "note: reflect.Select is used for other than ten guards")
	cases := make([]reflect.SelectCase, guards)
	for i, c := range channels {
		cases[i] = reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(c)}
	}
	for more := true; more; more = m.Lap() {
		for i := m.Count; i > 0; i-- {
			reflect.Select(cases)
		}
	}
}

func selectOfTen(m *Meter, c [10]chan int) {
	var chosen [10]int
	for more := true; more; more = m.Lap() {
		for i := m.Count; i > 0; i-- {
			select {
			case <-c[0]:
				chosen[0]++
			case <-c[1]:
				chosen[1]++
			case <-c[2]:
				chosen[2]++
			case <-c[3]:
				chosen[3]++
			case <-c[4]:
				chosen[4]++
			case <-c[5]:
				chosen[5]++
			case <-c[6]:
				chosen[6]++
			case <-c[7]:
				chosen[7]++
			case <-c[8]:
				chosen[8]++
			case <-c[9]:
				chosen[9]++
			}
		}
	}
}
