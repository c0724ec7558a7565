// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.jcstress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Runs every litmus test for a short time in one way of compilation. {@code -Dblockgraph.jcstress.mode} names
 * a preset of jcstress instead, which runs each in every way; {@code graph-lock/prove} does so.
 */
class LitmusTest {

    private static final String MODE = System.getProperty("blockgraph.jcstress.mode", "");
    private static final String SELECTION = System.getProperty("blockgraph.jcstress.tests", ".*");

    /** The listing's last word on each test of the program. */
    private static final Pattern SUMMARY =
            Pattern.compile("(\\d+) failed, (\\d+) soft errors, (\\d+) hard errors");

    /** Compiled by C2 in an order that is not its usual one, which moves whatever may be moved. */
    private static final String JVM = "-XX:+UnlockDiagnosticVMOptions -XX:+StressLCM -XX:+StressGCM -XX:+StressIGVN"
            + " -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow";

    @Test
    void noOutcomeIsForbidden() throws Exception {
        Path folder = Path.of("target", "jcstress").toAbsolutePath();
        Files.createDirectories(folder);
        Path output = folder.resolve("output.txt");
        Process jcstress = new ProcessBuilder(command(folder))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        jcstress.getOutputStream().close();
        try {
            assertTrue(jcstress.waitFor(24, TimeUnit.HOURS), "jcstress did not end within a day");
        } finally {
            jcstress.destroyForcibly();
        }
        String said = Files.readString(output);
        Matcher summary = SUMMARY.matcher(said);
        String last = null;
        while (summary.find()) {
            last = summary.group();
        }
        assertEquals("0 failed, 0 soft errors, 0 hard errors", last, said);
        assertEquals(0, jcstress.exitValue(), said);
        for (String test : selected()) {
            assertTrue(said.contains(test), () -> test + " did not run: " + said);
        }
    }

    private static List<String> command(Path folder) {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
                "-cp", classPath, "org.openjdk.jcstress.Main",
                "-t", SELECTION, "-r", folder.toString()));
        command.addAll(MODE.isEmpty()
                ? List.of("-f", "1", "-iters", "2", "-time", "400", "-sc", "false", "-jvmArgs", JVM)
                : List.of("-m", MODE));
        return command;
    }

    /** The litmus tests on the class path, as the annotation processor listed them. */
    private static List<String> selected() throws IOException {
        try (InputStream list = LitmusTest.class.getResourceAsStream("/META-INF/TestList")) {
            List<String> tests = Pattern.compile("org\\.blockgraph\\.[\\w.]+Litmus\\.\\w+")
                    .matcher(new String(list.readAllBytes(), StandardCharsets.UTF_8)).results()
                    .map(found -> found.group())
                    .distinct()
                    .filter(Pattern.compile(SELECTION).asPredicate())
                    .toList();
            assertTrue(!tests.isEmpty(), "no litmus test is selected by " + SELECTION);
            return tests;
        }
    }
}
