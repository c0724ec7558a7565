// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.internal;

/**
 * What the flight recorder is told of one writer. Times are taken as they come; recording waits until the
 * readers are in again. While there was no recording yet in this process it does nothing and takes no time:
 * even the few empty calls would be seen beside a write of some microseconds. The writer's thread only.
 */
final class WriterEvents {

    private static final WriterEvents NONE = new WriterEvents(null, null);

    private final WriterWaitEvent wait;
    private final WriteHoldEvent hold;

    private WriterEvents(WriterWaitEvent wait, WriteHoldEvent hold) {
        this.wait = wait;
        this.hold = hold;
    }

    /** A writer begins to wait. */
    static WriterEvents begun() {
        if (!Recorder.isOn()) {
            return NONE;
        }
        WriterEvents events = new WriterEvents(new WriterWaitEvent(), new WriteHoldEvent());
        events.wait.begin();
        return events;
    }

    /** The wait is over and the writer inside. */
    void entered() {
        if (this != NONE) {
            wait.end();
            hold.begin();
            wait.entered = true;
        }
    }

    /** The writer is no longer inside. */
    void left(WriterSection writer) {
        if (this != NONE) {
            hold.end();
            recordWait(writer);
            recordHold(writer);
        }
    }

    /** The wait is over and in vain. */
    void gaveUp(WriterSection writer) {
        if (this != NONE) {
            wait.end();
            recordWait(writer);
        }
    }

    private void recordHold(WriterSection writer) {
        if (hold.shouldCommit()) {
            hold.lock = writer.lockName();
            hold.reason = writer.reason();
            hold.commit();
        }
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
