// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.graph;

import org.blockgraph.api.BlockError;

/**
 * Why a node is not OPEN.
 *
 * @param cause what happened
 * @param error what requests fail with when they fail because of it
 * @param sentence why, in a sentence
 * @param remedy the command that helps
 * @param sinceNanos when it began, by {@link System#nanoTime}
 */
public record Outage(Cause cause, BlockError error, String sentence, String remedy, long sinceNanos) {

    /** What can take a node out of service. */
    public enum Cause {
        /** No driver is here; requests wait, for a time. */
        DRIVER_LEFT,
        /** A child is not OPEN. */
        CHILD_OUT,
        /** No driver came back in time. */
        DRIVER_GONE,
        /** What was dirty could not be written when the driver left. */
        FLUSH_FAILED,
        /** The image is not the one that was parked. */
        IDENTITY,
        /** The driver could not open, or activate, the image again. */
        OPEN_FAILED,
        /** A request hung inside the driver. */
        HUNG
    }

    /** An outage that begins now. */
    public static Outage now(Cause cause, BlockError error, String sentence, String remedy) {
        return new Outage(cause, error, sentence, remedy, System.nanoTime());
    }
}
