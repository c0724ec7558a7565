// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.graph;

import org.blockgraph.api.driver.NodeServices;

/** The lent work of one instance, as the core stops and ends it. */
public interface NodeTasks extends NodeServices {

    /** Ends waits inside the driver and starts no further task, without waiting for those that run. */
    void endWaits();

    /**
     * Starts no further task, ends waits inside the driver, and waits until running tasks have returned.
     *
     * @return false when the deadline passed first
     */
    boolean hold(long deadlineNanos);

    /** Lets tasks run again. */
    void release();

    /**
     * Cancels what has not begun and waits for what has.
     *
     * @return false when the deadline passed first
     */
    boolean end(long deadlineNanos);
}
