// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Nothing in the project speaks of how or where it was made. The patterns are written so that they don't
 * match themselves.
 */
final class WordingCheck {

    private static final Map<String, Pattern> UNWANTED = unwanted();

    private WordingCheck() {}

    private static Map<String, Pattern> unwanted() {
        Map<String, Pattern> patterns = new LinkedHashMap<>();
        patterns.put(
                "a path of one machine",
                Pattern.compile("(?<![\\w.$~}*/])/(?:work|root|home|Users)/\\w"
                        + "|(?<![\\w.$~}*])/tmp/(?:wt|[\\w.-]*\\.md)\\b"
                        + "|\\b[A-Z]:\\\\Users"));
        patterns.put(
                "a host that packages come from, which is the user's settings to say",
                Pattern.compile(
                        "://(?:[\\w-]+\\.)*(?:repo\\d*|registry|nexus|artifactory|mirrors?|proxy|pypi|npm)"
                                + "[.:/-]"
                                + "|<(?:pluginR|r)epositor[y]|<distributionManagemen[t]>",
                        Pattern.CASE_INSENSITIVE));
        patterns.put(
                "a word about how the project was made",
                Pattern.compile(
                        "\\bassistan[t]s?\\b|\\blanguage mode[l]|\\bchat ?bo[t]|\\bco-authored-b[y]"
                                + "|\\b(?:this|last|previous|earlier|another|next) (?:work )?sessio[n]\\b"
                                + "|\\b(?:coding|software|ai) agen[t]"
                                + "|\\bgenerated (?:by|with) (?:an? )?a[i]\\b",
                        Pattern.CASE_INSENSITIVE));
        return patterns;
    }

    static List<String> of(List<Path> files) throws IOException {
        List<String> complaints = new ArrayList<>();
        for (Path file : files) {
            List<String> lines = Project.text(file).orElse("").lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                String place = Project.name(file) + ":" + (i + 1) + ": ";
                UNWANTED.forEach((what, pattern) -> {
                    if (pattern.matcher(line).find()) {
                        complaints.add(place + what + ": " + line.strip());
                    }
                });
            }
        }
        return complaints;
    }
}
