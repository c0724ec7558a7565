// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.time.Duration;

/**
 * How long the core waits.
 *
 * @param park how long requests wait for a lost driver unless the device says otherwise
 * @param leave how long a driver's departure callback waits at most
 * @param call how long a driver may take to open, inactivate or activate a node
 * @param shutdown how long closing everything may take
 */
public record Patience(Duration park, Duration leave, Duration call, Duration shutdown) {

    /** What holds where nothing else is said. */
    public static final Patience DEFAULT = new Patience(
            Duration.ofSeconds(20), Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(4));

    /** Returns the moment, by System.nanoTime, at which a call into a driver has taken too long. */
    public long callDeadline() {
        return System.nanoTime() + call.toNanos();
    }

    /**
     * Returns how long a departure waits for requests in flight: a part of the time it has, so that what
     * remains is enough to write what is dirty, or to give up what hangs.
     */
    public Duration departureDrain() {
        return leave.multipliedBy(6).dividedBy(10);
    }
}
