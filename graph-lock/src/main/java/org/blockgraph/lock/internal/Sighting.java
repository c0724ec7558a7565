// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.internal;

import java.util.Arrays;
import java.util.List;
import org.blockgraph.lock.LockSnapshot;

/**
 * One reader as seen under the list lock; put into words after that lock was let go.
 *
 * @param hold its hold
 * @param thread its thread
 * @param sinceNanos since when it is known to be so, in nanoseconds
 * @param abandoned whether it no longer counts
 */
record Sighting(ReaderHold hold, Thread thread, long sinceNanos, boolean abandoned) {

    LockSnapshot.Reader describe(boolean withStack) {
        List<String> stack = withStack ? stackOf(thread) : List.of();
        String name = thread.isAlive() ? thread.getName() : "";
        return new LockSnapshot.Reader(
                hold.owner(), hold.context().name(), name, sinceNanos, abandoned, stack);
    }

    static List<String> stackOf(Thread thread) {
        return Arrays.stream(thread.getStackTrace()).map(StackTraceElement::toString).toList();
    }

    static List<LockSnapshot.Reader> describe(List<Sighting> sightings, boolean withStacks) {
        return sightings.stream().map(sighting -> sighting.describe(withStacks)).toList();
    }
}
