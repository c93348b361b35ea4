%% The benchmark's workloads on Erlang processes.
%% Usage: main WORKLOAD VARIANT N UNDER-WAY COUNT LAPS LAP-MS WARM-UP-MS; prints one JSON object.
%%
%% Erlang has mailboxes, not rendezvous: a send never waits. A communication is therefore a message and its
%% acknowledgement, which is how a program that needs to wait for its reader writes it.
-module(rivals).
-export([main/1]).

main([Workload, Variant, N, _UnderWay | Plan0]) ->
    Plan = [list_to_integer(Number) || Number <- Plan0],
    case {Workload, Variant} of
        {"commstime", "seq"} -> commstime(Plan);
        {"prodcons", "0"} -> prodcons(Plan);
        {"density", _} -> density(list_to_integer(N))
    end,
    halt(0).

send(Process, Value) -> Process ! {self(), Value}, receive acknowledged -> ok end.
recv() -> receive {Process, Value} -> Process ! acknowledged, Value end.

prefix(Delta) -> send(Delta, recv()), prefix(Delta).
successor(Prefix) -> send(Prefix, recv() + 1), successor(Prefix).
delta(Successor, Consumer) ->
    Value = recv(), send(Successor, Value), send(Consumer, Value), delta(Successor, Consumer).

commstime(Plan) ->
    Consumer = self(),
    Successor = spawn(fun() -> receive {prefix, Prefix} -> successor(Prefix) end end),
    Delta = spawn(fun() -> delta(Successor, Consumer) end),
    Prefix = spawn(fun() -> send(Delta, 0), prefix(Delta) end),
    Successor ! {prefix, Prefix},
    report(Plan).

prodcons(Plan) ->
    Consumer = self(),
    spawn(fun() -> produce(Consumer, 0) end),
    report(Plan).

produce(Consumer, I) -> send(Consumer, I), produce(Consumer, I + 1).

reads(0) -> ok;
reads(Count) -> recv(), reads(Count - 1).

lap(Count) ->
    Started = erlang:monotonic_time(nanosecond),
    reads(Count),
    erlang:monotonic_time(nanosecond) - Started.

%% bench/meter.ts in Erlang: while it warms up, the count follows the speed.
report([Fixed, Laps, Milliseconds, WarmUp]) ->
    lap(max(1, Fixed)),
    Until = erlang:monotonic_time(nanosecond) + WarmUp * 1000000,
    Count = warm(max(1, Fixed), Fixed, Milliseconds * 1.0e6, Until),
    Samples = [io_lib:format("~.2f", [lap(Count) / Count]) || _ <- lists:seq(1, Laps)],
    io:format("{\"samples\":[~s],\"n\":~p}~n", [lists:join(",", Samples), Count]).

warm(Count, Fixed, Goal, Until) ->
    Time = lap(Count),
    Over = erlang:monotonic_time(nanosecond) >= Until,
    if
        Over -> Count;
        Fixed > 0 -> warm(Count, Fixed, Goal, Until);
        true -> warm(max(1, min(2 * Count, round(Goal * Count / Time))), Fixed, Goal, Until)
    end.

resident() ->
    {ok, Text} = file:read_file("/proc/self/statm"),
    binary_to_integer(lists:nth(2, binary:split(Text, <<" ">>, [global]))) * 4096.

density(N) ->
    Self = self(),
    Resident = resident(), Bytes = erlang:memory(processes),
    Started = erlang:monotonic_time(nanosecond),
    Members = [spawn(fun() -> send(Self, I), member(Self) end) || I <- lists:seq(1, N)],
    reads(N),
    Created = erlang:monotonic_time(nanosecond),
    ResidentAfter = resident(), BytesAfter = erlang:memory(processes),
    Waking = erlang:monotonic_time(nanosecond),
    send(hd(Members), 0),
    Woken = erlang:monotonic_time(nanosecond),
    [Member ! stop || Member <- Members],
    [receive stopped -> ok end || _ <- Members],
    Ended = erlang:monotonic_time(nanosecond),
    io:format("{\"bytes\":~.1f,\"resident\":~.1f,\"peak\":~p,\"create\":~.4f,\"first\":~.7f,\"teardown\":~.4f}~n",
              [(BytesAfter - Bytes) / N, (ResidentAfter - Resident) / N, ResidentAfter,
               (Created - Started) / 1.0e9, (Woken - Waking) / 1.0e9, (Ended - Woken) / 1.0e9]).

member(Self) ->
    receive
        stop -> Self ! stopped;
        {Process, _Value} -> Process ! acknowledged, member(Self)
    end.
