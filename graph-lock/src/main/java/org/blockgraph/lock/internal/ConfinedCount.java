// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The count of a context with one thread at a time: that thread alone writes it, without an atomic operation;
 * the writer reads it. Retiring is a write of another thread, ordered after the last use by contract.
 */
abstract class ConfinedCount extends ReaderCount {

    private static final VarHandle CELL = Handles.field(MethodHandles.lookup(), "cell", long.class);

    private long cell;

    static ReaderCount create() {
        return new Padded();
    }

    @Override
    final boolean enter() {
        if (isClosed()) {
            return false;
        }
        // Volatile: the look at the signal cannot come before it. The reader's half of Dekker's pattern.
        CELL.setVolatile(this, (long) CELL.getOpaque(this) + ONE);
        return true;
    }

    @Override
    final boolean leave() {
        long now = (long) CELL.getOpaque(this);
        if (isRetired(now)) {
            return false;
        }
        CELL.setRelease(this, now - ONE);
        return true;
    }

    @Override
    final long balance() {
        return balanceOf((long) CELL.getVolatile(this));
    }

    @Override
    final long retire() {
        return balanceOf((long) CELL.getAndSet(this, RETIRED));
    }

    /** Keeps the cell away from what lies behind it. */
    private static final class Padded extends ConfinedCount {
        long t0;
        long t1;
        long t2;
        long t3;
        long t4;
        long t5;
        long t6;
        long t7;
        long t8;
        long t9;
        long t10;
        long t11;
        long t12;
        long t13;
        long t14;
    }
}
