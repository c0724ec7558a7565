// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Keeps what the lock reports from the output, for a test to look at. */
final class LogCatcher extends Handler implements AutoCloseable {

    private final Logger logger = Logger.getLogger("org.blockgraph.lock");
    private final List<String> messages = new CopyOnWriteArrayList<>();

    LogCatcher() {
        logger.addHandler(this);
        logger.setUseParentHandlers(false);
    }

    List<String> messages() {
        return messages;
    }

    /** Returns what was said of locks that clients left open. */
    List<String> leftOpen() {
        return messages.stream().filter(message -> message.contains("was left open")).toList();
    }

    @Override
    public void publish(LogRecord record) {
        messages.add(record.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.setUseParentHandlers(true);
        logger.removeHandler(this);
    }
}
