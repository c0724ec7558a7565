// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Compiles classes that break a rule, or keep to it, beside the project's own. */
final class PlantedClasses {

    private static final Pattern NAME =
            Pattern.compile("package ([\\w.]+);.*?(?:class|interface) (\\w+)", Pattern.DOTALL);

    private PlantedClasses() {}

    /** Compiles them as {@link #build} does, and reads them. */
    static JavaClasses compile(Path folder, String... sources) throws IOException {
        return new ClassFileImporter().importPath(build(folder, sources));
    }

    /**
     * Compiles them.
     *
     * @param folder an empty one
     * @param sources each begins with its package and has one class or interface at the top
     * @return the folder of their class files
     */
    static Path build(Path folder, String... sources) throws IOException {
        Path output = Files.createDirectory(folder.resolve("classes"));
        List<String> command = new ArrayList<>(
                List.of("-proc:none", "-d", output.toString(), "-cp", System.getProperty("java.class.path")));
        for (String source : sources) {
            Matcher name = NAME.matcher(source);
            if (!name.find()) {
                throw new IllegalArgumentException("no package and class in: " + source);
            }
            Path file = folder.resolve(name.group(1).replace('.', '/') + "/" + name.group(2) + ".java");
            Files.createDirectories(file.getParent());
            command.add(Files.writeString(file, source).toString());
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler.run(null, null, null, command.toArray(String[]::new)) != 0) {
            throw new AssertionError("what was to be planted does not compile; see standard error");
        }
        return output;
    }
}
