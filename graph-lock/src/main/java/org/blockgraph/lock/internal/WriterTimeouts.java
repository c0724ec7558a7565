// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.internal;

import java.util.List;
import org.blockgraph.lock.LockSnapshot;
import org.blockgraph.lock.LockTimeoutException;

/** What a writer says when it gives up. */
final class WriterTimeouts {

    private WriterTimeouts() {}

    static LockTimeoutException describe(WriterSection writer, Registry registry) {
        List<LockSnapshot.Reader> inside = Readers.counted(registry.noticeReaders(), false);
        return new LockTimeoutException("lock '" + writer.lockName() + "': '" + writer.reason()
                + "' gave up after " + writer.waiting().elapsedNanos() / 1_000_000
                + " ms, readers still inside: "
                + (inside.isEmpty() ? "none any more" : Readers.inWords(inside)), inside);
    }
}
