// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.internal;

import java.util.List;
import java.util.stream.Collectors;
import org.blockgraph.lock.LockSnapshot;
import org.blockgraph.lock.LockTimeoutException;

/** What a writer says when it gives up. */
final class WriterTimeouts {

    /** The message names so many readers; the exception carries them all. */
    private static final int NAMED = 5;

    private WriterTimeouts() {}

    static LockTimeoutException describe(WriterSection writer, Registry registry) {
        List<LockSnapshot.Reader> inside = Sighting.describe(registry.noticeReaders(), false).stream()
                .filter(reader -> !reader.abandoned())
                .toList();
        String names = inside.stream().limit(NAMED)
                .map(reader -> "'" + reader.owner() + "' (thread '" + reader.thread() + "', context '"
                        + reader.context() + "')")
                .collect(Collectors.joining(", "));
        String more = inside.size() > NAMED ? " and " + (inside.size() - NAMED) + " more" : "";
        return new LockTimeoutException("lock '" + writer.lockName() + "': '" + writer.reason()
                + "' gave up after " + writer.waiting().elapsedNanos() / 1_000_000
                + " ms, readers still inside: "
                + (names.isEmpty() ? "none any more" : names + more), inside);
    }
}
