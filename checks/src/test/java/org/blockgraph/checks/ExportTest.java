// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExportTest {

    private static final String PARAGRAPH = "/**\n * "
            + "What it is for and who uses it, as ".repeat(3) + "said.\n */\n";
    private static final String GOOD = PARAGRAPH + "@Version(\"1.2.3\")\n@Export\npackage planted;\n";
    private static final String EXPORTED = "planted;version=1.2.3";

    @TempDir
    private Path folder;

    @Test
    void theProjectExportsWhatItDeclares() throws IOException {
        List<String> complaints = new ArrayList<>();
        int exporting = 0;
        for (Module module : Project.bundles()) {
            BuiltBundle bundle = BuiltBundle.read(module.output());
            complaints.addAll(ExportCheck.of(module.sources(), bundle));
            exporting += bundle.has("Export-Package") ? 1 : 0;
        }
        assertEquals("", String.join("\n", complaints));
        assertTrue(exporting >= 2, "the lock and the API export something");
    }

    @Test
    void whatIsDeclaredAndExportedPasses() throws IOException {
        assertEquals(List.of(), complaintsAbout(GOOD, EXPORTED));
    }

    @Test
    void aPackageOfTheModulesOwnPasses() throws IOException {
        assertEquals(List.of(), complaintsAbout("/** Short. */\npackage planted;\n", null));
    }

    @Test
    void aMissingVersionIsFound() throws IOException {
        List<String> complaints = complaintsAbout(GOOD.replace("@Version(\"1.2.3\")\n", ""), EXPORTED);
        assertTrue(complaints.get(0).endsWith("an exported package has no version"), complaints::toString);
    }

    @ParameterizedTest
    @CsvSource({"''", "/** A heading. */", "/* What is no Javadoc. */"})
    void aMissingParagraphIsFound(String comment) throws IOException {
        List<String> complaints = complaintsAbout(GOOD.replace(PARAGRAPH, comment + "\n"), EXPORTED);
        assertEquals(1, complaints.size(), complaints::toString);
        assertTrue(complaints.get(0).contains("has no paragraph"), complaints::toString);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "nothing",
            value = {
                "nothing",
                "planted;version=1.2.4",
                "planted",
                "planted;version=1.2.3,planted.other;version=1.0.0"
            })
    void anExportThatIsNotAsDeclaredIsFound(String exported) throws IOException {
        List<String> complaints = complaintsAbout(GOOD, exported);
        assertEquals(1, complaints.size(), complaints::toString);
        assertTrue(complaints.get(0).endsWith("declared is {planted=1.2.3}"), complaints::toString);
    }

    @Test
    void anInternalPackageThatIsExportedIsFound() throws IOException {
        List<String> complaints = complaintsAbout(
                GOOD.replace("package planted", "package planted.internal.part"),
                "planted.internal.part;version=1.2.3");
        assertEquals(List.of("planted exports planted.internal.part"), complaints);
    }

    private List<String> complaintsAbout(String packageInfo, String exported) throws IOException {
        Files.writeString(folder.resolve("package-info.java"), packageInfo);
        Attributes headers = new Attributes();
        headers.putValue("Bundle-SymbolicName", "planted");
        if (exported != null) {
            headers.putValue("Export-Package", exported);
        }
        return ExportCheck.of(folder, new BuiltBundle(headers, Set.of("planted")));
    }
}
