// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What is exported is what a package-info says, with a version and a paragraph for those who use it, and
 * nothing that is internal.
 */
final class ExportCheck {

    /** Shorter than this, it is a heading. */
    private static final int PARAGRAPH = 80;

    private static final Pattern EXPORT = Pattern.compile("^@(?:[\\w.]+\\.)?Export\\b", Pattern.MULTILINE);
    private static final Pattern VERSION =
            Pattern.compile("^@(?:[\\w.]+\\.)?Version\\(\"(\\d+\\.\\d+\\.\\d+)\"\\)", Pattern.MULTILINE);
    private static final Pattern COMMENT = Pattern.compile("/\\*\\*(.*?)\\*/", Pattern.DOTALL);
    private static final Pattern PACKAGE = Pattern.compile("^package ([\\w.]+);", Pattern.MULTILINE);

    private final List<String> complaints = new ArrayList<>();

    /** Packages with their versions. */
    private final Map<String, String> declared = new TreeMap<>();

    private ExportCheck() {}

    /**
     * Compares.
     *
     * @param sources a module's folder of Java files
     * @param bundle what was built of it
     */
    static List<String> of(Path sources, BuiltBundle bundle) throws IOException {
        ExportCheck check = new ExportCheck();
        check.readDeclarations(sources);
        check.compare(bundle);
        return check.complaints;
    }

    private void readDeclarations(Path sources) throws IOException {
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(each -> each.endsWith("package-info.java")).sorted().toList()) {
                String text = Files.readString(file);
                if (EXPORT.matcher(text).find()) {
                    readDeclaration(Project.name(file) + ": ", text);
                }
            }
        }
    }

    private void readDeclaration(String place, String text) {
        Matcher name = PACKAGE.matcher(text);
        Matcher version = VERSION.matcher(text);
        Matcher comment = COMMENT.matcher(text);
        if (!name.find()) {
            complaints.add(place + "names no package");
            return;
        }
        if (!version.find()) {
            complaints.add(place + "an exported package has no version");
        }
        if (!comment.find() || words(comment.group(1)).length() < PARAGRAPH) {
            complaints.add(place + "an exported package has no paragraph for those who use it");
        }
        declared.put(name.group(1), version.hasMatch() ? version.group(1) : "");
    }

    private static String words(String comment) {
        return comment.replaceAll("(?m)^\\s*\\*|<[^>]*>|\\{@\\w+|}", "").replaceAll("\\s+", " ").strip();
    }

    private void compare(BuiltBundle bundle) {
        Map<String, String> exported = new TreeMap<>();
        bundle.parameters("Export-Package")
                .forEach((name, attributes) -> exported.put(name, String.valueOf(attributes.getVersion())));
        if (!exported.equals(declared)) {
            complaints.add(bundle.symbolicName() + " exports " + exported + ", declared is " + declared);
        }
        exported.keySet().stream()
                .filter(name -> List.of(name.split("\\.")).contains("internal"))
                .forEach(name -> complaints.add(bundle.symbolicName() + " exports " + name));
    }
}
