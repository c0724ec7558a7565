// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.graph;

import java.util.function.Consumer;
import org.blockgraph.api.BlockEvent;
import org.blockgraph.api.BlockException;
import org.blockgraph.lock.GraphLock;

/**
 * What a device needs of its surroundings.
 *
 * @param lock the lock of its graph
 * @param pool runs what may block for virtual threads
 * @param returned hears that a request that had been given up has returned
 * @param resizer changes the size through the change lane
 * @param events takes what listeners are told of; never waits
 */
public record DeviceSurroundings(
        GraphLock lock,
        BlockingPool pool,
        Consumer<Device> returned,
        Resizer resizer,
        Consumer<BlockEvent> events) {

    /** Changes the size through the change lane. */
    @FunctionalInterface
    public interface Resizer {
        /** Does it. */
        void resize(Device device, long length) throws BlockException;
    }
}
