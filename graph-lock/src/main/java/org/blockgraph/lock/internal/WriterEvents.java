// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.internal;

/**
 * What the flight recorder is told of one writer. Times are taken as they come; recording waits until the
 * readers are in again. The writer's thread only.
 */
final class WriterEvents {

    private final WriterWaitEvent wait = new WriterWaitEvent();
    private final WriteHoldEvent hold = new WriteHoldEvent();

    /** The writer begins to wait. */
    WriterEvents() {
        wait.begin();
    }

    /** The wait is over and the writer inside. */
    void entered() {
        wait.end();
        hold.begin();
        wait.entered = true;
    }

    /** The writer is no longer inside. */
    void left(WriterSection writer) {
        hold.end();
        recordWait(writer);
        if (hold.shouldCommit()) {
            hold.lock = writer.lockName();
            hold.reason = writer.reason();
            hold.commit();
        }
    }

    /** The wait is over and in vain. */
    void gaveUp(WriterSection writer) {
        wait.end();
        recordWait(writer);
    }

    private void recordWait(WriterSection writer) {
        if (wait.shouldCommit()) {
            wait.lock = writer.lockName();
            wait.reason = writer.reason();
            wait.readersAtStart = writer.readersAtStart();
            wait.commit();
        }
    }
}
