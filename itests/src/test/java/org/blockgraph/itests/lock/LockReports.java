// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.lock;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Keeps what the lock's bundle reports. */
final class LockReports extends Handler implements AutoCloseable {

    private final Logger logger = Logger.getLogger("org.blockgraph.lock");
    private final List<String> messages = new CopyOnWriteArrayList<>();

    LockReports() {
        logger.addHandler(this);
    }

    /** Returns what was said of the lock that its client left open. */
    List<String> ofCareless() {
        return messages.stream()
                .filter(message -> message.startsWith("lock 'careless' was left open by its client"))
                .toList();
    }

    @Override
    public void publish(LogRecord record) {
        messages.add(record.getMessage());
    }

    @Override
    public void flush() {
        // Kept in memory.
    }

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
