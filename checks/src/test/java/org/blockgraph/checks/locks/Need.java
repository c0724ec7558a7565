// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks.locks;

import java.util.Optional;

/**
 * What an annotation says of a method.
 *
 * @param lock the lock that its caller holds
 */
record Need(Half half, Lock lock) {

    /** Of which half of the operations it is. */
    enum Half {
        GLOBAL_STATE("@GlobalState"),
        IO("@Io"),
        /** Of neither: it is the core's own and says only which lock is held. */
        INTERNAL("@UnderGlobalLock");

        private final String annotation;

        Half(String annotation) {
            this.annotation = annotation;
        }
    }

    /** As LockNeed in the API, and the global lock, about which the API has nothing to say. */
    enum Lock {
        NONE,
        READ,
        WRITE,
        ANY,
        GLOBAL
    }

    static Optional<Need> of(String annotation, Optional<String> lock) {
        return switch (annotation) {
            case "Lorg/blockgraph/api/rules/GlobalState;" ->
                Optional.of(new Need(Half.GLOBAL_STATE, lock.map(Lock::valueOf).orElse(Lock.NONE)));
            case "Lorg/blockgraph/api/rules/Io;" ->
                Optional.of(new Need(Half.IO, lock.map(Lock::valueOf).orElse(Lock.ANY)));
            case "Lorg/blockgraph/core/graph/UnderGlobalLock;" ->
                Optional.of(new Need(Half.INTERNAL, Lock.GLOBAL));
            default -> Optional.empty();
        };
    }

    /** The states in which it is looked at although nobody may have called it. */
    LockStates entry() {
        boolean global = half == Half.GLOBAL_STATE;
        LockStates io = LockStates.of(LockState.IO);
        LockStates reader = LockStates.of(LockState.READER);
        return switch (lock) {
            case NONE -> global ? LockStates.of(LockState.FREE) : io;
            case READ -> reader;
            case WRITE -> LockStates.of(LockState.WRITER);
            case GLOBAL -> LockStates.of(LockState.DECIDER);
            case ANY -> global ? LockStates.of(LockState.FREE) : io.and(reader);
        };
    }

    @Override
    public String toString() {
        return half.annotation + (half == Half.INTERNAL ? "" : "(" + lock + ")");
    }
}
