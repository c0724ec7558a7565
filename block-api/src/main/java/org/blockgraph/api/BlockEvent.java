// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api;

import java.time.Instant;

/**
 * A change of state in the graph, posted after every lock was released.
 *
 * @param kind what happened
 * @param subject the node, device or driver that it happened to
 * @param detail one sentence
 * @param time when, by the system's clock
 */
public record BlockEvent(Kind kind, String subject, String detail, Instant time) {

    /** What can happen. */
    public enum Kind {
        /** A driver was registered. */
        DRIVER_ARRIVED,
        /** A driver is gone. */
        DRIVER_GONE,
        /** A node moved to another version of its driver. */
        DRIVER_REPLACED,
        /** A replacement did not succeed; the old driver carries on. */
        REPLACE_FAILED,
        /** Requests to the node wait for a driver. */
        NODE_PARKED,
        /** The node serves requests again. */
        NODE_RESUMED,
        /** Requests to the node fail until somebody helps. */
        NODE_ORPHANED,
        /** A device was opened. */
        DEVICE_OPENED,
        /** A device was closed. */
        DEVICE_CLOSED,
        /** The storage below reported an error outside any request. */
        IO_ERROR,
        /** A format driver found its image's structures in contradiction. */
        IMAGE_CORRUPTED,
        /** A request that hung was given up. */
        REQUEST_ABANDONED,
        /** Something keeps an old driver's class loader alive. */
        DRIVER_LEAK
    }
}
