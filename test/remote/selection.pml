/*
 * Two homes, two parties, one crash.
 *
 * Party A offers a write at home 0 and a read at home 1; party B offers a read at home 0 and a write at
 * home 1. Each home can match them, so both compete for both parties, and in opposite roles. One node may
 * crash at any moment: what it sent on each link is lost from some point on, and the others hear of the
 * crash after the rest.
 *
 * A stands before B in claim order. So home 0 claims A and then sends B the value, which is B's claim;
 * home 1 claims A, then B, and then sends A the value.
 *
 * Checked in every state and at rest:
 *   no double commit       a party ends once, and only one of the two values is taken
 *   no unread success      a write that succeeded was taken
 *   no false denial        a write that was told 'not delivered' was not taken
 *   nothing stuck          no party is claimed or waits, unless it is dead or its partner is; no attempt is open
 *
 * Mutants, each of which must fail: -DNO_CONFIRM, -DUNORDERED, -DANSWER_CLAIMED, -DLOSS_ENDS_CLAIMED.
 */

mtype = { offer, claim, granted, gone, commit, taken, acknowledged, confirm, release, withdrawn,
          unknown, down };
mtype = { waiting, sent, received, lostSafely, lostUnknown };
mtype = { idle, askingA, askingB, committing, over };

#define A 2
#define B 3
#define NOBODY 9
#define OTHER(x) (5 - (x))                      /* the other party */
#define WRITER(home) (2 + (home))
#define READER(home) (3 - (home))
#define WRITES_AT(party) ((party) - 2)          /* the home where it is the writer */
#define LINK(from, to) link[(from) * 4 + (to)]

chan link[16] = [6] of { mtype };
bool dead[4];
bool crashed;

/* The parties; indices 2 and 3. */
mtype outcome[4];
byte claimedBy[4];
mtype queued[4];                                /* a claim or commit that waits for a release, or 0 */
byte queuedFrom[4];
bool losing[4];                                 /* lost a home while claimed by the other */
bool took[4];

/* The homes; indices 0 and 1. */
bool has[8];                                    /* home * 4 + party: its offer stands here */
mtype phase[2];
bool heldA[2];
bool heldB[2];

inline post(from, to, message) {
  if :: !dead[to] -> LINK(from, to)!message :: else fi
}

/* ---- party ---- */

inline finish(p, how, settledBy) {
  assert(outcome[p] == waiting);                /* no double commit */
  outcome[p] = how;
  claimedBy[p] = NOBODY;
  if :: settledBy != 0 -> post(p, 0, withdrawn) :: else fi;
  if :: settledBy != 1 -> post(p, 1, withdrawn) :: else fi;
  if :: queued[p] != 0 -> post(p, queuedFrom[p], gone); queued[p] = 0 :: else fi
}

inline take(p, home) {
  took[p] = true;
  finish(p, received, home);
  post(p, OTHER(p), taken);
  post(p, home, acknowledged)
}

inline onClaim(p, home) {
  if
  :: outcome[p] != waiting -> post(p, home, gone)
#ifdef ANSWER_CLAIMED
  :: outcome[p] == waiting -> claimedBy[p] = home; post(p, home, granted)
#else
  :: outcome[p] == waiting && claimedBy[p] != NOBODY -> queued[p] = claim; queuedFrom[p] = home
  :: outcome[p] == waiting && claimedBy[p] == NOBODY -> claimedBy[p] = home; post(p, home, granted)
#endif
  fi
}

inline onCommit(p, home) {
  if
  :: outcome[p] != waiting -> post(p, home, gone)
  :: outcome[p] == waiting && claimedBy[p] != NOBODY && claimedBy[p] != home ->
     queued[p] = commit; queuedFrom[p] = home
  :: outcome[p] == waiting && (claimedBy[p] == NOBODY || claimedBy[p] == home) -> take(p, home)
  fi
}

inline onRelease(p, home) {
  if
  :: outcome[p] == waiting && claimedBy[p] == home ->
     claimedBy[p] = NOBODY;
     if
     :: losing[p] -> finish(p, lostSafely, NOBODY)
     :: !losing[p] && queued[p] == claim ->
        queued[p] = 0; claimedBy[p] = queuedFrom[p]; post(p, queuedFrom[p], granted)
     :: !losing[p] && queued[p] == commit -> queued[p] = 0; take(p, queuedFrom[p])
     :: !losing[p] && queued[p] == 0
     fi
  :: else
  fi
}

inline onHomeDown(p, home) {
  if :: queued[p] != 0 && queuedFrom[p] == home -> queued[p] = 0 :: else fi;
  if
  :: outcome[p] != waiting
#ifdef LOSS_ENDS_CLAIMED
  :: outcome[p] == waiting && claimedBy[p] != NOBODY && claimedBy[p] != home ->
     finish(p, lostSafely, home)
#else
  :: outcome[p] == waiting && claimedBy[p] != NOBODY && claimedBy[p] != home -> losing[p] = true
#endif
  :: outcome[p] == waiting && claimedBy[p] == home && WRITES_AT(p) == home ->
     finish(p, lostUnknown, home)
  :: outcome[p] == waiting && (claimedBy[p] == NOBODY || (claimedBy[p] == home && WRITES_AT(p) != home)) ->
     finish(p, lostSafely, home)
  fi
}

inline toParty(p, from, message) {
  if
  :: message == claim -> onClaim(p, from)
  :: message == commit -> onCommit(p, from)
  :: message == release -> onRelease(p, from)
  :: message == taken || message == confirm ->
     if :: outcome[p] == waiting -> finish(p, sent, WRITES_AT(p)) :: else fi
  :: message == unknown ->
     if :: outcome[p] == waiting -> finish(p, lostUnknown, from) :: else fi
  :: message == down && from < 2 -> onHomeDown(p, from)
  :: message == down && from >= 2
  fi
}

/* ---- home ---- */

inline ask(h, p) {
  if :: p == A -> phase[h] = askingA :: else -> phase[h] = askingB fi;
  post(h, p, claim)
}

inline send(h) {
  phase[h] = committing;
  post(h, READER(h), commit)
}

inline abort(h) {
  phase[h] = over;
  if :: heldA[h] && has[h * 4 + A] -> post(h, A, release) :: else fi;
  if :: heldB[h] && has[h * 4 + B] -> post(h, B, release) :: else fi
}

inline onGranted(h, p) {
  if
  :: phase[h] == askingA && p == A ->
     heldA[h] = true;
#ifdef UNORDERED
     send(h)
#else
     if :: READER(h) == A -> ask(h, B) :: else -> send(h) fi
#endif
  :: phase[h] == askingB && p == B ->
     heldB[h] = true;
     send(h)
  :: else -> post(h, p, release)
  fi
}

inline onGone(h, p) {
  if
  :: (phase[h] == askingA && p == A) || (phase[h] == askingB && p == B) ||
     (phase[h] == committing && p == READER(h)) ->
     has[h * 4 + p] = false;
     abort(h)
  :: else
  fi
}

inline onWithdrawn(h, p) {
  has[h * 4 + p] = false;
  if
  :: phase[h] == askingA || phase[h] == askingB || (phase[h] == committing && p == READER(h)) ->
     abort(h)
  :: else
  fi
}

inline onPartyDown(h, p) {
  has[h * 4 + p] = false;
  if
  :: phase[h] == committing && p == READER(h) ->
     phase[h] = over;
     if :: has[h * 4 + WRITER(h)] -> post(h, WRITER(h), unknown) :: else fi
  :: phase[h] == askingA || phase[h] == askingB -> abort(h)
  :: else                                       /* a dead writer's value: the reader decides */
  fi
}

inline toHome(h, from, message) {
  if
  :: message == offer ->
     has[h * 4 + from] = true;
     if
     :: has[h * 4 + A] && has[h * 4 + B] && phase[h] == idle ->
#ifdef UNORDERED
        ask(h, WRITER(h))                       /* the writer first, whoever it is */
#else
        ask(h, A)
#endif
     :: else
     fi
  :: message == granted -> onGranted(h, from)
  :: message == gone -> onGone(h, from)
  :: message == withdrawn -> onWithdrawn(h, from)
  :: message == acknowledged ->
     if
     :: phase[h] == committing ->
        phase[h] = over;
#ifndef NO_CONFIRM
        if :: has[h * 4 + WRITER(h)] -> post(h, WRITER(h), confirm) :: else fi
#endif
     :: else
     fi
  :: message == down -> onPartyDown(h, from)
  fi
}

/* ---- the network ---- */

inline fetch(from, to) {
  !dead[to] && nempty(LINK(from, to)) ->
  LINK(from, to)?m;
  if
  :: dead[from] ->                              /* this, and all after it, may have been lost */
     if
     :: true
     :: do :: m != down -> LINK(from, to)?m :: else -> break od
     fi
  :: else
  fi
}

inline home(to, from) {
  atomic { fetch(from, to); toHome(to, from, m); m = 0 }
}

inline party(to, from) {
  atomic { fetch(from, to); toParty(to, from, m); m = 0 }
}

inline crash(n) {
  atomic {
    !crashed ->
    crashed = true;
    dead[n] = true;
    if :: n >= 2 -> LINK(n, 0)!down; LINK(n, 1)!down :: else fi;
    if :: n != A -> LINK(n, A)!down :: else fi;
    if :: n != B -> LINK(n, B)!down :: else fi
  }
}

#define QUIET(from, to) (dead[to] || empty(LINK(from, to)))
#define AT_REST (QUIET(0, A) && QUIET(0, B) && QUIET(1, A) && QUIET(1, B) && QUIET(A, 0) && \
  QUIET(A, 1) && QUIET(B, 0) && QUIET(B, 1) && QUIET(A, B) && QUIET(B, A))

/* What was told to a writer must agree with what the reader did. */
#define AGREED(w) ( \
  (outcome[w] != sent || took[OTHER(w)]) && \
  (!took[OTHER(w)] || (outcome[w] != lostSafely && outcome[w] != received)))

#define FREE(p) (dead[p] || (claimedBy[p] == NOBODY && \
  (outcome[p] != waiting || (dead[OTHER(p)] && !took[OTHER(p)]))))

#define CLOSED(h) (dead[h] || phase[h] == idle || phase[h] == over)

active proctype Network() {
  mtype m;
  atomic {
    outcome[A] = waiting; outcome[B] = waiting;
    claimedBy[A] = NOBODY; claimedBy[B] = NOBODY;
    phase[0] = idle; phase[1] = idle;
    LINK(A, 0)!offer; LINK(A, 1)!offer; LINK(B, 0)!offer; LINK(B, 1)!offer
  }
  do
  :: home(0, A)
  :: home(0, B)
  :: home(1, A)
  :: home(1, B)
  :: party(A, 0)
  :: party(A, 1)
  :: party(A, B)
  :: party(B, 0)
  :: party(B, 1)
  :: party(B, A)
  :: crash(0)
  :: crash(1)
  :: crash(A)
  :: crash(B)
  :: atomic { AT_REST ->
       assert(!(took[A] && took[B]));           /* no double commit */
       assert(AGREED(A) && AGREED(B));          /* no unread success, no false denial */
       assert(FREE(A) && FREE(B));              /* nothing stuck */
       assert(CLOSED(0) && CLOSED(1));
       break
     }
  od
}
