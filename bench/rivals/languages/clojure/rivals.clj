;; The benchmark's workloads on core.async's go blocks.
;; Usage: rivals WORKLOAD VARIANT N UNDER-WAY COUNT LAPS LAP-MS WARM-UP-MS; prints one JSON object.
(ns rivals
  (:gen-class)
  (:require [clojure.core.async :as async :refer [>! <! <!! >!! alts! chan close! go go-loop]]
            [clojure.string :as string]))

(defn channel [buffer] (if (zero? buffer) (chan) (chan buffer)))

;; bench/meter.ts in Clojure, as a macro: `<!` may stand only in the go block itself, not in a function it calls.
;; While it warms up, the count follows the speed.
(defmacro metered [plan operation]
  `(let [goal# (:goal ~plan)
         laps# (:laps ~plan)
         fixed# (:count ~plan)
         warm# (+ (System/nanoTime) (:warm-up ~plan))]
     (loop [samples# [] n# (max 1 fixed#)]
       (if (= (count samples#) laps#)
         (println (format "{\"samples\":[%s],\"n\":%d}" (string/join "," (map str samples#)) n#))
         (let [started# (System/nanoTime)]
           (loop [i# 0] (when (< i# n#) ~operation (recur (inc i#))))
           (let [ended# (System/nanoTime)
                 time# (/ (- ended# started#) (double n#))]
             (if (< ended# warm#)
               (recur samples# (if (pos? fixed#) n# (max 1 (min (* 2 n#) (long (/ goal# time#))))))
               (recur (conj samples# time#) n#))))))))

(defn commstime [plan variant]
  (let [a (chan) b (chan) c (chan) d (chan)]
    (go (>! a 0) (loop [] (>! a (<! c)) (recur)))
    (if (= variant "par")
      (go-loop []
        (let [v (<! a) first (go (>! b v)) second (go (>! d v))] (<! first) (<! second) (recur)))
      (go-loop [] (let [v (<! a)] (>! b v) (>! d v) (recur))))
    (go-loop [] (>! c (inc (<! b))) (recur))
    (<!! (go (metered plan (<! d))))))

(defn prodcons [plan buffer]
  (let [c (channel buffer)]
    (go-loop [i 0] (>! c i) (recur (inc i)))
    (<!! (go (metered plan (<! c))))))

(defn stressed [plan guards writers]
  (let [channels (vec (repeatedly guards chan))]
    (doseq [c channels w (range writers)] (go-loop [] (>! c w) (recur)))
    (Thread/sleep 500) ; until the writers are blocked, as far as core.async lets one know
    (<!! (go (metered plan (alts! channels))))))

(defn resident []
  (let [text (java.nio.file.Files/readString (java.nio.file.Path/of "/proc/self/statm" (make-array String 0)))]
    (* 4096 (Long/parseLong (second (string/split text #" "))))))

(defn live []
  (System/gc)
  (let [runtime (Runtime/getRuntime)] (- (.totalMemory runtime) (.freeMemory runtime))))

;; A channel allows 1,024 pending operations: the processes share channels in groups of 1,000.
(defn density [n]
  (let [before (live) resident-before (resident) groups (quot (+ n 999) 1000)
        check-in (vec (repeatedly groups chan)) shared (vec (repeatedly groups chan))
        over (java.util.concurrent.CountDownLatch. n) started (System/nanoTime)]
    (dotimes [i n]
      (let [mine (check-in (quot i 1000)) all (shared (quot i 1000))]
        (go (>! mine i) (loop [] (if (some? (<! all)) (recur) (.countDown over))))))
    (dotimes [i n] (<!! (check-in (quot i 1000))))
    (let [created (System/nanoTime) bytes (/ (- (live) before) (double n))
          after (resident) waking (System/nanoTime) _ (>!! (shared 0) 0) woken (System/nanoTime)]
      (doseq [c shared] (close! c))
      (.await over)
      (println
       (format "{\"bytes\":%.1f,\"resident\":%.1f,\"peak\":%d,\"create\":%.4f,\"first\":%.7f,\"teardown\":%.4f}"
               bytes (/ (- after resident-before) (double n)) after (/ (- created started) 1e9)
               (/ (- woken waking) 1e9) (/ (- (System/nanoTime) woken) 1e9))))))

(defn -main [workload variant n _ count laps lap warm-up]
  (let [number #(Long/parseLong %)
        plan {:count (number count) :laps (number laps)
              :goal (* 1e6 (number lap)) :warm-up (* 1000000 (number warm-up))}]
    (case workload
      "commstime" (commstime plan variant)
      "prodcons" (prodcons plan (number variant))
      "stressed" (apply stressed plan (map number (string/split variant #"x")))
      "density" (density (number n)))
    (flush)
    (System/exit 0)))
