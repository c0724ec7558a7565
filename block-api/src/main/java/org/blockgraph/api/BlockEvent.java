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
        /** A node was opened that no device stands on. */
        NODE_ADDED,
        /** A node came between others; what stood on the one below stands on it. */
        NODE_INSERTED,
        /** A node left the graph; what stood on it stands on the one that was below. */
        NODE_REMOVED,
        /** What stood on a node stands on another one. */
        NODE_REPLACED,
        /** A node has other options, other children, or became read-only or writable. */
        NODE_REOPENED,
        /** A node has another size. */
        NODE_RESIZED,
        /** A device was opened. */
        DEVICE_OPENED,
        /** A device was closed. */
        DEVICE_CLOSED,
        /**
         * Requests to a device failed by a fault of the storage: an I/O error, no space, a corrupt image. At
         * most one event a second for each device, with one of the errors and how many others came before.
         */
        IO_ERROR,
        /** A write ended beyond the threshold of a node, which is told of once for each setting. */
        WRITE_THRESHOLD,
        /** A device is served to clients from now on. */
        EXPORT_ADDED,
        /** A device is served no more; its clients are disconnected. */
        EXPORT_DELETED,
        /** A format driver found its image's structures in contradiction. */
        IMAGE_CORRUPTED,
        /** A request that hung was given up. */
        REQUEST_ABANDONED,
        /** Something keeps an old driver's class loader alive. */
        DRIVER_LEAK
    }
}
