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
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Runs every litmus test for a short time in one way of compilation. {@code -Dblockgraph.jcstress.mode} names
 * a preset of jcstress instead, which runs each in every way; {@code graph-lock/prove} does so.
 */
class LitmusTest {

    private static final String MODE = System.getProperty("blockgraph.jcstress.mode", "");
    private static final String SELECTION = System.getProperty("blockgraph.jcstress.tests", ".*");

    /** In jcstress's list each test begins so, with the length of its name, which follows. */
    private static final Pattern LISTED = Pattern.compile("JCTEST(\\d+)S");

    /** In the report a test that passed, and below it each outcome with how often it was seen. */
    private static final Pattern PASSED =
            Pattern.compile("\\[OK] (org\\.blockgraph\\.[\\w.]+Litmus\\.\\w+)\\s");

    private static final Pattern SEEN = Pattern.compile("(?m) [1-9][\\d,]* +[\\d.<]+% +\\w");

    /** Compiled by C2 in an order that is not its usual one, which moves whatever may be moved. */
    private static final String JVM = "-XX:+UnlockDiagnosticVMOptions -XX:+StressLCM -XX:+StressGCM"
            + " -XX:+StressIGVN -XX:+UseSerialGC";

    @Test
    void noOutcomeIsForbidden() throws Exception {
        Path folder = Files.createDirectories(Path.of("target", "jcstress").toAbsolutePath());
        Path output = folder.resolve("output.txt");
        Process jcstress = new ProcessBuilder(command(folder))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            jcstress.getOutputStream().close();
            assertTrue(jcstress.waitFor(24, TimeUnit.HOURS), "jcstress did not end within a day");
        } finally {
            jcstress.destroyForcibly();
        }
        String said = Files.readString(output);
        String report = said.substring(Math.max(0, said.lastIndexOf("RUN RESULTS:")));
        assertEquals(0, jcstress.exitValue(), report);
        assertEquals(selected(), passed(report), report);
    }

    private static List<String> command(Path folder) {
        String classPath =
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
                "-cp", classPath, "org.openjdk.jcstress.Main",
                "-t", SELECTION, "-r", folder.toString(), "-v"));
        command.addAll(MODE.isEmpty()
                ? List.of("-f", "1", "-iters", "2", "-time", "400", "-sc", "false", "-jvmArgs", JVM)
                : List.of("-m", MODE));
        return command;
    }

    /** The litmus tests on the class path, as the annotation processor listed them. */
    private static Set<String> selected() throws IOException {
        try (InputStream list = LitmusTest.class.getResourceAsStream("/META-INF/TestList")) {
            Set<String> tests = new TreeSet<>();
            String text = new String(list.readAllBytes(), StandardCharsets.UTF_8);
            LISTED.matcher(text)
                    .results()
                    .map(entry -> text.substring(entry.end(), entry.end() + Integer.parseInt(entry.group(1))))
                    .filter(Pattern.compile(SELECTION).asPredicate())
                    .forEach(tests::add);
            assertTrue(!tests.isEmpty(), "no litmus test is selected by " + SELECTION);
            return tests;
        }
    }

    /** Those that passed and were really run: some outcome was seen. */
    private static Set<String> passed(String report) {
        Set<String> tests = new TreeSet<>();
        List<MatchResult> found = PASSED.matcher(report).results().toList();
        for (int i = 0; i < found.size(); i++) {
            int end = i + 1 < found.size() ? found.get(i + 1).start() : report.length();
            if (SEEN.matcher(report.substring(found.get(i).end(), end)).find()) {
                tests.add(found.get(i).group(1));
            }
        }
        return tests;
    }
}
