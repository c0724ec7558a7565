// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.notices;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogReaderService;

class LogPrinterTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final List<String> calls = new ArrayList<>();
    private final LogPrinter printer = new LogPrinter(
            answering(LogReaderService.class, Map.of()),
            new Notices(new PrintStream(printed, true, StandardCharsets.UTF_8)));

    @Test
    void itListensAsLongAsItIsThere() {
        assertEquals(List.of("addLogListener"), calls);
        printer.stop();
        assertEquals(List.of("addLogListener", "removeLogListener"), calls);
    }

    @Test
    void anErrorOfAnyBundleIsOneLineWithItsCauses() {
        log("a.bundle", LogLevel.ERROR, "a", new IllegalStateException("not\n  so", new Error("why")));
        log("a.bundle", LogLevel.ERROR, "b: why", new IllegalStateException("b", new Error("why")));
        log("a.bundle", LogLevel.ERROR, "c", new IllegalStateException());
        assertPrinted(
                "blockgraph: a.bundle: a: not so: why",
                "blockgraph: a.bundle: b: why",
                "blockgraph: a.bundle: c: java.lang.IllegalStateException");
    }

    @Test
    void warningsAreThoseOfOurBundlesAndOfTheDeployFolder() {
        log("a.bundle", LogLevel.WARN, "a", null);
        log("org.blockgraph.core", LogLevel.WARN, "b", null);
        log("org.blockgraph.core", LogLevel.INFO, "c", null);
        log("org.apache.felix.fileinstall", LogLevel.WARN, "d", null);
        assertPrinted("blockgraph: org.blockgraph.core: b", "blockgraph: org.apache.felix.fileinstall: d");
    }

    @Test
    void theFrameworksEventsAreLeftToTheLauncher() {
        printer.logged(entry("a.bundle", LogLevel.ERROR, "a", null, "Events.Framework"));
        assertPrinted();
    }

    @Test
    void whatIsTooLongIsCutShort() {
        log("a.bundle", LogLevel.ERROR, "x".repeat(5000), null);
        assertEquals("blockgraph: ".length() + 1000 + "...\n".length(), printed.size());
    }

    private void log(String bundle, LogLevel level, String message, Throwable thrown) {
        printer.logged(entry(bundle, level, message, thrown, "a.Class"));
    }

    private LogEntry entry(String bundle, LogLevel level, String message, Throwable thrown, String logger) {
        Bundle from = answering(Bundle.class, Map.of("getSymbolicName", bundle));
        Map<String, Object> answers = new HashMap<>(Map.of(
                "getBundle", from, "getLogLevel", level, "getMessage", message, "getLoggerName", logger));
        answers.put("getException", thrown);
        return answering(LogEntry.class, answers);
    }

    /** An object whose methods give these answers, else null; the calls without an answer are noted. */
    private <T> T answering(Class<T> type, Map<String, ?> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, given) -> {
                    if (!answers.containsKey(method.getName())) {
                        calls.add(method.getName());
                    }
                    return answers.get(method.getName());
                }));
    }

    private void assertPrinted(String... lines) {
        assertEquals(List.of(lines), printed.toString(StandardCharsets.UTF_8).lines().toList());
    }
}
