/*
 * Two homes, two parties, one crash.
 *
 * Party A offers a write at home 0 and a write at home 1; party B offers a read at each. Each home can match
 * them, so both homes compete for both parties. One node (a party or a home) may crash at any moment; what it
 * had sent on each link is then lost from some point on, and the others hear of it after the rest.
 * Party A stands before B in claim order, and B is the reader: a home claims A, then sends B the value, and
 * the commit is B's claim.
 *
 * Checked: B takes at most one value, and only one that A has not been told was not delivered (no false
 * denial); A's write succeeds only if B took that value (no acknowledged write unread); A and B end, unless
 * dead (nothing stuck: no invalid end state); neither ends twice.
 *
 * Mutants, by -D: NO_CONFIRM leaves out `confirm`; ANSWER lets a party answer while claimed;
 * NO_WAIT ends a claimed party at the loss of the other home. Each must fail.
 */

mtype = { offer, claim, granted, gone, commit, taken, acknowledged, confirm, release, withdrawn,
          unknown, down };

#define A 2
#define B 3
#define N 4                                   /* nodes: homes 0 and 1, parties 2 and 3 */
#define LINK(from, to) link[(from) * N + (to)]
#define SLOTS 6

chan link[16] = [SLOTS] of { mtype };

mtype:end = { waiting, sent, received, lostSafe, lostUnknown, over };

bool dead[N];
bool crashed = false;
mtype:end outcome[N];                         /* of A and B */
byte takenFrom = 255;                         /* the home whose value B took */
byte sentBy = 255;                            /* the home through which A was told that its write succeeded */
