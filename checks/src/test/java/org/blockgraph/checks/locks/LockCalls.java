// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks.locks;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.blockgraph.checks.locks.Value.Told;

/**
 * Calls that take or give back the lock, and what they do to the state of the calling thread: those of the
 * package {@code org.blockgraph.lock}, whose inside is not looked at, and methods that do it for a caller.
 */
record LockCalls(UnaryOperator<LockState> change, Told told, boolean gives) {

    private static final String PACKAGE = "org/blockgraph/lock/";

    private static final LockCalls TAKES_READ = takes(state -> state.addReads(1), Told.NOTHING);
    private static final LockCalls TRIES_READ = takes(state -> state.addReads(1), Told.READ_TAKEN);
    private static final LockCalls GIVES_READ = gives(state -> state.addReads(-1));
    private static final LockCalls TRIES_WRITE = takes(state -> state.withWrite(true), Told.WRITE_TAKEN);

    private static final Map<String, LockCalls> CALLS = Map.ofEntries(
            Map.entry("lock/Hold.lockRead", TAKES_READ),
            Map.entry("lock/Hold.lockReadInterruptibly", TAKES_READ),
            Map.entry("lock/Hold.tryLockRead", TRIES_READ),
            Map.entry("lock/Hold.unlockRead", GIVES_READ),
            Map.entry("lock/GlobalLock.lock", takes(state -> state.addGlobals(1), Told.NOTHING)),
            Map.entry("lock/GlobalLock.tryLock", takes(state -> state.addGlobals(1), Told.GLOBAL_TAKEN)),
            Map.entry("lock/GlobalLock.unlock", gives(state -> state.addGlobals(-1))),
            Map.entry("lock/GlobalLock.isHeldByCurrentThread", takes(state -> state, Told.GLOBAL_HELD)),
            Map.entry("lock/GraphLock.lockWrite", TRIES_WRITE),
            Map.entry("lock/GraphLock.tryLockWrite", TRIES_WRITE),
            Map.entry("lock/GraphLock.isWriter", takes(state -> state, Told.WRITE_HELD)),
            Map.entry("lock/WriteSection.close", gives(state -> state.withWrite(false))));

    /**
     * Methods that return with more or fewer reads than they were called with. What they do is
     * taken from here and not read from their code, which decides it by the request.
     */
    private static final Map<String, LockCalls> BROKERS = Map.of(
            // Answers whether it has taken a read: not where a request that can't wait meets a closed gate.
            "core/graph/Device.enter", TRIES_READ,
            "core/graph/Device.leave", GIVES_READ,
            // A request of a device holds a read all the way down; the core's own takes one at each edge. So
            // there is one in between in either case.
            "core/graph/Edge.enter", TAKES_READ,
            "core/graph/Edge.leave", GIVES_READ,
            // The benchmarks call every kind of lock through the same two methods.
            "benchmarks/lock/GraphGuard$HoldReader.enter", TAKES_READ,
            "benchmarks/lock/GraphGuard$HoldReader.leave", GIVES_READ);

    /** Calls of the lock that take and give back nothing, and what must be held there. */
    private static final Map<String, Need> NEEDS = Map.of(
            "lock/GraphLock.quiesce", new Need(Need.Half.INTERNAL, Need.Lock.NONE),
            "lock/GraphLock.defer", new Need(Need.Half.INTERNAL, Need.Lock.WRITE));

    private static LockCalls takes(UnaryOperator<LockState> change, Told told) {
        return new LockCalls(change, told, false);
    }

    private static LockCalls gives(UnaryOperator<LockState> change) {
        return new LockCalls(change, Told.NOTHING, true);
    }

    static boolean isLock(String type) {
        return type.startsWith(PACKAGE);
    }

    static boolean isBroker(MethodId id) {
        return BROKERS.containsKey(key(id));
    }

    /** Whether it only asks who holds a lock. */
    boolean asks() {
        return told == Told.GLOBAL_HELD || told == Told.WRITE_HELD;
    }

    /** What a call does to the state; empty for one that does nothing to it. */
    static Optional<LockCalls> of(MethodId id) {
        return Optional.ofNullable(isLock(id.owner()) ? CALLS.get(key(id)) : BROKERS.get(key(id)));
    }

    /** What must be held where the lock is called. */
    static Optional<Need> need(MethodId id) {
        return isLock(id.owner()) ? Optional.ofNullable(NEEDS.get(key(id))) : Optional.empty();
    }

    private static String key(MethodId id) {
        return id.owner().replaceFirst("^org/blockgraph/", "") + "." + id.name();
    }

    /** The states in which something is, given that a value was, or was not, zero or null. */
    static LockStates told(Told what, boolean zero, LockStates states) {
        return switch (what) {
            case NOTHING -> states;
            case READ_TAKEN -> zero ? states.map(state -> state.addReads(-1)) : states;
            case GLOBAL_TAKEN -> zero ? states.map(state -> state.addGlobals(-1)) : states;
            case WRITE_TAKEN -> zero ? states.map(state -> state.withWrite(false)) : states;
            case GLOBAL_HELD -> states.filter(state -> state.globals() > 0 != zero);
            case WRITE_HELD -> states.filter(state -> state.write() != zero);
        };
    }

    /** The names of the brokers, so that a test can see that they exist. */
    static Set<String> brokers() {
        return BROKERS.keySet();
    }
}
