// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.examples.programs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The documents name classes and methods that exist. */
final class DocsTest {

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    /** A class, or a class and a member of it; an acronym alone, such as OPEN, is none. */
    private static final Pattern NAME = Pattern.compile("`([A-Z]\\w*[a-z]\\w*|Io)(?:\\.(\\w+))?(?:\\(\\))?`");

    @ParameterizedTest
    @ValueSource(strings = {"docs/seed.md", "docs/design.md"})
    void everyNameExists(String document) throws IOException {
        Map<String, String> sources = sources();
        List<String> missing = new ArrayList<>();
        int seen = 0;
        for (String line : Files.readAllLines(ROOT.resolve(document))) {
            for (MatchResult name : NAME.matcher(ours(document, line)).results().toList()) {
                seen++;
                String source = sources.get(name.group(1));
                if (source == null || name.group(2) != null && !declares(source, name.group(2))) {
                    missing.add(name.group());
                }
            }
        }
        assertEquals(List.of(), missing);
        assertTrue(seen > 20, document + " names only " + seen);
    }

    /** The first column of the seed's tables holds the names of others. */
    private static String ours(String document, String line) {
        boolean row = document.endsWith("seed.md") && line.startsWith("|");
        return row ? line.substring(line.indexOf('|', 1)) : line;
    }

    private static boolean declares(String source, String member) {
        return Pattern.compile("\\b" + member + "\\b").matcher(source).find();
    }

    /** The text of each source file, by its class; of two of one name, both. */
    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        try (Stream<Path> files = Files.walk(ROOT)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
                String name = file.getFileName().toString().replace(".java", "");
                sources.merge(name, Files.readString(file), String::concat);
            }
        }
        return sources;
    }
}
