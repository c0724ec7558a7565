// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api.driver;

import java.time.Duration;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.rules.Io;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What the core lends to a node: threads, a timer, a wait that a change of the graph can end, a voice. All
 * of it ends with the instance: closing it cancels what has not begun and waits for what has.
 */
@ProviderType
public interface NodeServices {

    /** The most tasks of one node that have not finished; a further one is refused with BUSY. */
    int MAX_TASKS = 1024;

    /**
     * Runs a task on a thread of the core's. It counts as inside the driver: a drain waits for it.
     *
     * @throws BlockException BUSY at {@link #MAX_TASKS}, CANCELLED when the instance is closing
     */
    @Io
    void execute(Task task) throws BlockException;

    /**
     * Runs a task once, later, unless the node is drained or closed first; then it runs when the drain ends.
     *
     * @return a handle; cancelling a task that runs or has run does nothing
     */
    @Io
    Scheduled schedule(Duration delay, Task task) throws BlockException;

    /**
     * Waits inside an I/O operation, at most so long. A drain ends the wait early, and so does abandonment.
     *
     * @return true when the time passed, false when the wait was ended early
     */
    @Io
    boolean pause(BlockRequest request, Duration time);

    /** Reports something about the node outside any request: one sentence, kept in the log. */
    @Io
    void report(String sentence);

    /** Says that the image's structures contradict each other: posts IMAGE_CORRUPTED. */
    @Io
    void corrupted(String sentence);

    /** Work for a lent thread. */
    @ConsumerType
    @FunctionalInterface
    interface Task {
        /**
         * Does it.
         *
         * @param request for I/O on children, on this thread, during this call
         */
        @Io
        void run(BlockRequest request) throws BlockException;
    }

    /** A task that waits for its time. */
    @ProviderType
    interface Scheduled {
        /** Cancels it if it has not begun. */
        @Io
        void cancel();
    }
}
