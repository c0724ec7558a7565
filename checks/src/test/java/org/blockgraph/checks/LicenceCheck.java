// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Every Java file begins with the licence; scripts and XML have it near the top. */
final class LicenceCheck {

    private static final String COPYRIGHT = "Copyright the Blockgraph authors.";
    private static final String LICENCE = "SPDX-License-Identifier: Apache-2.0";

    /** How deep into a file that can't begin with it the licence may stand. */
    private static final int HEADER_LINES = 5;

    private LicenceCheck() {}

    static List<String> of(List<Path> files) throws IOException {
        List<String> complaints = new ArrayList<>();
        for (Path file : files) {
            Optional<String> text = Project.text(file);
            if (text.isPresent() && !hasLicence(file.toString(), text.get())) {
                complaints.add(Project.name(file) + ": the licence header is missing");
            }
        }
        return complaints;
    }

    private static boolean hasLicence(String name, String text) {
        if (name.endsWith(".java")) {
            return text.startsWith("// " + COPYRIGHT + "\n// " + LICENCE + "\n\n");
        }
        if (name.endsWith(".xml") || text.startsWith("#!")) {
            String head = String.join("\n", text.lines().limit(HEADER_LINES).toList());
            return head.contains(COPYRIGHT) && head.contains(LICENCE);
        }
        return true;
    }
}
