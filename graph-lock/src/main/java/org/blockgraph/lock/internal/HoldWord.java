// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.blockgraph.lock.Hold;

/**
 * The changing part of a hold. Its word is a number that grows by one with every entry and every departure:
 * odd means inside. Only the hold's owner changes it, so no atomic operation is needed; because no value ever
 * comes back, "abandoned while it was so" is a plain comparison, and a departure needs no agreement with
 * somebody who abandons the hold at the same time.
 */
abstract class HoldWord extends Padding {

    private static final VarHandle WORD = Handles.field(MethodHandles.lookup(), "word", long.class);
    private static final VarHandle THREAD = Handles.field(MethodHandles.lookup(), "thread", Thread.class);
    private static final VarHandle ABANDONED =
            Handles.field(MethodHandles.lookup(), "abandoned", long.class);

    private static final long INSIDE = 1;
    private static final long CLOSED = Long.MIN_VALUE;

    /** Written by the owner and read by anybody; CLOSED is written under the list lock. */
    private long word;

    /** The word with which the hold was abandoned, or 0. Written under the list lock. */
    private volatile long abandoned;

    /** How many entries are nested in the first. Owner only. */
    private int depth;

    /** Who entered last. Written by the owner before the word; means nothing while the word is even. */
    private Thread thread;

    /** The word under which the hold was first noticed inside, and when. List lock. */
    private long noticedWord;
    private long noticedNanos;

    /** Returns the word as its owner knows it. */
    final long ownWord() {
        return word;
    }

    static boolean isInside(long word) {
        return (word & INSIDE) != 0;
    }

    /** Tells whether a first entry is possible: neither inside nor closed. */
    static boolean isFree(long word) {
        return (word & (INSIDE | CLOSED)) == 0;
    }

    static boolean isClosed(long word) {
        return word == CLOSED;
    }

    /** Shows that the owner is inside; its entry was counted before. */
    final void begin(long free) {
        Thread me = Thread.currentThread();
        if (thread != me) {
            // Storing a reference may cost a fence of the garbage collector, comparing it never does.
            THREAD.setOpaque(this, me);
        }
        WORD.setRelease(this, free + 1);
    }

    /** Shows that the owner leaves; its departure is counted afterwards, with release. */
    final void end(long inside) {
        WORD.setOpaque(this, inside + 1);
    }

    /** Raises the depth. Owner only. */
    final boolean nest() {
        if (depth == Hold.MAX_DEPTH - 1) {
            return false;
        }
        depth++;
        return true;
    }

    /** Lowers the depth. Owner only; false when there is only the first entry left. */
    final boolean unnest() {
        if (depth == 0) {
            return false;
        }
        depth--;
        return true;
    }

    /** Tells the owner that has just left whether it was seen to be abandoned; may miss a late abandon. */
    final boolean wasAbandoned(long inside) {
        return (long) ABANDONED.getOpaque(this) == inside;
    }

    final boolean isAbandonedNow() {
        long when = abandoned;
        return when != 0 && when == (long) WORD.getAcquire(this);
    }

    /**
     * Marks the hold as abandoned if it is inside and was not before. List lock.
     *
     * @return whether it was inside after the mark was made
     */
    final boolean markAbandoned() {
        long seen = (long) WORD.getAcquire(this);
        if (!isInside(seen) || abandoned == seen) {
            return false;
        }
        abandoned = seen;
        if ((long) WORD.getVolatile(this) == seen) {
            return true;
        }
        abandoned = 0;
        return false;
    }

    /** Forgets that it was abandoned. List lock. */
    final void clearAbandoned() {
        abandoned = 0;
    }

    /** Closes the word unless it is inside. List lock. */
    final boolean closeWord() {
        if (isInside((long) WORD.getAcquire(this))) {
            return false;
        }
        WORD.setVolatile(this, CLOSED);
        THREAD.setOpaque(this, null);
        return true;
    }

    final Hold.State stateNow() {
        long seen = (long) WORD.getAcquire(this);
        if (isClosed(seen)) {
            return Hold.State.CLOSED;
        }
        if (!isInside(seen)) {
            return Hold.State.FREE;
        }
        return abandoned == seen ? Hold.State.ABANDONED : Hold.State.HELD;
    }

    /** Returns the thread inside, or null. Any thread. */
    final Thread threadNow() {
        long seen = (long) WORD.getAcquire(this);
        Thread who = (Thread) THREAD.getOpaque(this);
        return isInside(seen) ? who : null;
    }

    /** Returns the thread that entered last, inside or not, or null. For refusals. */
    final Thread lastThread() {
        return (Thread) THREAD.getOpaque(this);
    }

    /** Returns how long ago the present entry was first noticed, and notices it now. List lock. */
    final long noticedSince(long now) {
        long seen = (long) WORD.getAcquire(this);
        if (noticedWord != seen) {
            noticedWord = seen;
            noticedNanos = now;
        }
        return now - noticedNanos;
    }
}
