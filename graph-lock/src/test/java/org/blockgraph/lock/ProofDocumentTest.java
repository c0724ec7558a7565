// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The classes, methods and tests that the lock's documentation names exist, and no number is left out. */
class ProofDocumentTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path DOCUMENT = ROOT.resolve("docs/graph-lock.md");
    private static final int TESTS = 34;

    /** A class, or a class and a member of it. */
    private static final Pattern NAME = Pattern.compile("`([A-Z]\\w*[a-z]\\w*)(?:[.#](\\w+))?(?:\\(\\))?`");

    private static final Pattern NUMBERED = Pattern.compile("(?m)^\\| (\\d+) \\| .*`\\w+#\\w+`.*\\|$");

    /** Folders with sources of the project that take part in the proof. */
    private static final List<String> MODULES =
            List.of("graph-lock", "block-core", "checks", "examples/lock", "itests", "benchmarks");

    @Test
    void everyNameExists() throws IOException {
        Map<String, String> sources = sources();
        List<String> missing = new ArrayList<>();
        int seen = 0;
        for (MatchResult name : NAME.matcher(Files.readString(DOCUMENT)).results().toList()) {
            seen++;
            String source = sources.get(name.group(1));
            if (source == null || name.group(2) != null && !declares(source, name.group(2))) {
                missing.add(name.group());
            }
        }
        assertEquals(List.of(), missing);
        assertTrue(seen > 50, "names only " + seen);
    }

    @Test
    void everyNumberHasATest() throws IOException {
        Set<Integer> numbers = new TreeSet<>();
        NUMBERED.matcher(Files.readString(DOCUMENT)).results()
                .forEach(row -> numbers.add(Integer.valueOf(row.group(1))));
        assertEquals(IntStream.rangeClosed(1, TESTS).boxed().toList(), List.copyOf(numbers));
    }

    private static boolean declares(String source, String member) {
        return Pattern.compile("\\b" + member + "\\b").matcher(source).find();
    }

    /** The text of each source file, by its class; of two of one name, both. */
    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src"))) {
                for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    String name = file.getFileName().toString().replace(".java", "");
                    sources.merge(name, Files.readString(file), String::concat);
                }
            }
        }
        return sources;
    }
}
