// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.file;

import java.util.ArrayList;
import java.util.List;

/**
 * Who may still use the descriptors of one node's files. The number of one that is closed may be another
 * file's at once, and a thread that hung would write into that when it wakes: so a file is closed when the
 * last that was inside has returned. All fields, and those of the uses, are guarded by the monitor, under
 * which nothing else is called.
 */
final class FileUses {

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
        }
        return use.state == FileUse.State.LEFT_BEHIND;
    }

    void leave(FileUse use) {
        List<Closing> due;
        synchronized (this) {
            if (use.state == FileUse.State.OUT) {
                return;
            }
            leftBehind -= use.state == FileUse.State.LEFT_BEHIND ? 1 : 0;
            use.state = FileUse.State.OUT;
            inside--;
            if (inside > 0) {
                return;
            }
            due = afterwards;
            afterwards = new ArrayList<>();
        }
        due.forEach(Closing::close);
    }

    synchronized boolean isGivenUp(FileUse use) {
        return use.state == FileUse.State.LEFT_BEHIND;
    }
}
