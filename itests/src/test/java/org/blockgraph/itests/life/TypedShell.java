// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;

/** A shell that is typed into. One thread. */
final class TypedShell implements AutoCloseable {

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final CommandSession session;

    TypedShell(CommandProcessor processor) {
        session = processor.createSession(new ByteArrayInputStream(new byte[0]), output, output);
    }

    /** Runs a line that has to succeed, and returns what a user sees of its result. */
    String type(String line) {
        try {
            Object result = session.execute(line);
            return result == null ? "" : session.format(result, Converter.INSPECT).toString();
        } catch (Exception e) {
            throw new AssertionError(line + ": " + e + "\n" + output.toString(StandardCharsets.UTF_8), e);
        }
    }

    /** Runs a line that has to fail, and returns the one line that says why. */
    String refused(String line) {
        Exception failure = assertThrows(Exception.class, () -> session.execute(line), line);
        assertEquals(1, failure.getMessage().lines().count(), failure::getMessage);
        return failure.getMessage();
    }

    @Override
    public void close() {
        session.close();
    }
}
