// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.batch;

import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;

/** Runs shell lines one after the other in one session and stops at the first that fails. */
final class LineRunner {

    private final CommandProcessor processor;
    private final PrintStream results;
    private final PrintStream errors;

    LineRunner(CommandProcessor processor, PrintStream results, PrintStream errors) {
        this.processor = processor;
        this.results = results;
        this.errors = errors;
    }

    /** Returns 0 if all lines succeeded, else 1. A line that waits ends when its thread is interrupted. */
    int run(List<String> lines) {
        try (CommandSession session =
                processor.createSession(InputStream.nullInputStream(), results, errors)) {
            for (String line : lines) {
                if (Thread.currentThread().isInterrupted() || !succeeds(session, line)) {
                    return 1;
                }
            }
            return 0;
        } finally {
            results.flush();
            errors.flush();
        }
    }

    private boolean succeeds(CommandSession session, String line) {
        try {
            Object result = session.execute(line);
            if (result != null) {
                print(session.format(result, Converter.INSPECT));
            }
            return true;
        } catch (Exception | LinkageError | AssertionError e) {
            errors.println("blockgraph: " + oneLine(e));
            return false;
        }
    }

    private void print(CharSequence text) {
        results.print(text);
        if (text.isEmpty() || text.charAt(text.length() - 1) != '\n') {
            results.println();
        }
        results.flush();
    }

    /** What went wrong, for a user: the message, or the kind of failure where there is none. */
    private static String oneLine(Throwable thrown) {
        Throwable failure = thrown;
        while (failure instanceof InvocationTargetException && failure.getCause() != null) {
            failure = failure.getCause();
        }
        String message = failure.getMessage();
        if (message == null || message.isBlank()) {
            return failure.getClass().getName();
        }
        return message.strip().lines().findFirst().orElseThrow();
    }
}
