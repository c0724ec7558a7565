// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock;

import java.util.List;
import java.util.concurrent.TimeoutException;

/** A writer gave up waiting; the message and {@link #readers} name whom it waited for. */
public final class LockTimeoutException extends TimeoutException {

    private static final long serialVersionUID = 1L;

    private final transient List<LockSnapshot.Reader> readers;

    /** Carries the readers that were still inside. */
    public LockTimeoutException(String message, List<LockSnapshot.Reader> readers) {
        super(message);
        this.readers = List.copyOf(readers);
    }

    /** Returns the readers that were inside when the writer gave up; empty after serialisation. */
    public List<LockSnapshot.Reader> readers() {
        return readers == null ? List.of() : readers;
    }
}
