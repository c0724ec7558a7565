// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.file;

import java.util.ArrayList;
import java.util.List;

/**
 * Who may still use the descriptors of one node's files. The number of one that is closed may be another
 * file's at once, and a thread that hung would write into that when it wakes: so a file is closed when the
 * last that was inside has returned. What changes, here and in the uses, is guarded by the monitor, under
 * which nothing else is called.
 */
final class FileUses {

    private final Runnable nothingHangs;
    private int inside;

    /** How many of those were given up. */
    private int leftBehind;

    private boolean ended;
    private List<Closing> afterwards = new ArrayList<>();

    /** What is closed when nobody uses it. */
    interface Closing {
        /** Closes it, holding nothing. */
        void close();
    }

    /**
     * Nobody is inside yet.
     *
     * @param nothingHangs called when the last who was given up has returned, by its thread
     */
    FileUses(Runnable nothingHangs) {
        this.nothingHangs = nothingHangs;
    }

    /** Counts somebody in; null after the end. */
    synchronized FileUse enter() {
        if (ended) {
            return null;
        }
        inside++;
        return new FileUse(this);
    }

    /** Tells whether somebody who was given up has not returned. */
    synchronized boolean hangs() {
        return leftBehind > 0;
    }

    /** Closes something, now or when the last who is inside leaves, by that thread. */
    void whenUnused(Closing closing) {
        synchronized (this) {
            if (inside > 0) {
                afterwards.add(closing);
                return;
            }
        }
        closing.close();
    }

    /** Lets nobody in any more, and closes. */
    void end(Closing closing) {
        synchronized (this) {
            ended = true;
        }
        whenUnused(closing);
    }

    synchronized boolean giveUp(FileUse use) {
        if (use.state == FileUse.State.INSIDE) {
            use.state = FileUse.State.LEFT_BEHIND;
            leftBehind++;
            notifyAll();
        }
        return use.state == FileUse.State.LEFT_BEHIND;
    }

    /** Returns whether it had been given up. */
    boolean leave(FileUse use) {
        List<Closing> due = List.of();
        boolean last;
        boolean givenUp;
        synchronized (this) {
            if (use.state == FileUse.State.OUT) {
                return false;
            }
            givenUp = use.state == FileUse.State.LEFT_BEHIND;
            leftBehind -= givenUp ? 1 : 0;
            last = givenUp && leftBehind == 0 && !ended;
            use.state = FileUse.State.OUT;
            inside--;
            if (inside == 0) {
                due = afterwards;
                afterwards = new ArrayList<>();
            }
            notifyAll();
        }
        due.forEach(Closing::close);
        if (last) {
            nothingHangs.run();
        }
        return givenUp;
    }

    /**
     * Waits until nobody is inside but who was given up, so that what was to be closed is closed where
     * nothing hangs; until the time is over. No lock held.
     */
    void awaitOthers(long deadlineNanos) {
        boolean interrupted = false;
        synchronized (this) {
            for (long left = 1; inside > leftBehind && left > 0; ) {
                left = (deadlineNanos - System.nanoTime()) / 1_000_000;
                try {
                    wait(Math.max(1, left));
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    synchronized boolean isGivenUp(FileUse use) {
        return use.state == FileUse.State.LEFT_BEHIND;
    }
}
