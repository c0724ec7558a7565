// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks.locks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A set of lock states: those in which a thread can reach one place of a method. */
record LockStates(long bits) {

    static final LockStates NONE = new LockStates(0);

    static LockStates of(LockState state) {
        return new LockStates(1L << state.number());
    }

    boolean isEmpty() {
        return bits == 0;
    }

    LockStates and(LockStates others) {
        return new LockStates(bits | others.bits);
    }

    List<LockState> list() {
        List<LockState> all = new ArrayList<>();
        forEach(all::add);
        return all;
    }

    private void forEach(Consumer<LockState> action) {
        for (long left = bits; left != 0; left &= left - 1) {
            action.accept(LockState.ofNumber(Long.numberOfTrailingZeros(left)));
        }
    }

    LockStates map(UnaryOperator<LockState> change) {
        long[] changed = new long[1];
        forEach(state -> changed[0] |= 1L << change.apply(state).number());
        return new LockStates(changed[0]);
    }

    LockStates filter(Predicate<LockState> wanted) {
        long[] kept = new long[1];
        forEach(state -> kept[0] |= wanted.test(state) ? 1L << state.number() : 0);
        return new LockStates(kept[0]);
    }
}
