// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The project's folders and files as they are on disk. */
final class Project {

    static final Path ROOT = root();

    /** Not the project's own: what the build or a tool makes. */
    private static final Set<String> SKIPPED = Set.of("target", ".git", ".idea", ".settings", ".mvn");

    private Project() {}

    private static Path root() {
        String root = System.getProperty("blockgraph.root");
        if (root == null) {
            throw new IllegalStateException("the system property blockgraph.root is missing: run by Maven");
        }
        return Path.of(root).toAbsolutePath().normalize();
    }

    /** Every module, also those inside another one. */
    static List<Module> modules() throws IOException {
        return files().stream()
                .filter(file -> file.endsWith("pom.xml"))
                .map(pom -> new Module(pom.getParent()))
                .filter(module -> !module.folder().equals(ROOT))
                .toList();
    }

    static List<Module> modulesWithClasses() throws IOException {
        return modules().stream().filter(Module::hasMainSources).toList();
    }

    /** The modules that bnd makes a bundle of. */
    static List<Module> bundles() throws IOException {
        return modules().stream().filter(Module::isBundle).toList();
    }

    /** Every Java file, of tests as well. */
    static List<Path> javaFiles() throws IOException {
        return files().stream().filter(file -> file.toString().endsWith(".java")).toList();
    }

    /** Every file that belongs to the project: what git knows or, without git, what no build made. */
    static List<Path> files() throws IOException {
        List<Path> files = Files.exists(ROOT.resolve(".git")) ? known() : found();
        return files.stream().filter(Files::isRegularFile).sorted().toList();
    }

    private static List<Path> known() throws IOException {
        Process git = new ProcessBuilder(
                        "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
                .directory(ROOT.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String names = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        List<Path> files = Stream.of(names.split("\0"))
                .filter(name -> !name.isEmpty())
                .map(ROOT::resolve)
                .toList();
        return files.isEmpty() ? found() : files;
    }

    private static List<Path> found() throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return SKIPPED.contains(folder.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                files.add(file);
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }

    /** The text of a file, empty if it is no text. */
    static Optional<String> text(Path file) throws IOException {
        try {
            String text = Files.readString(file);
            return text.indexOf('\0') < 0 ? Optional.of(text) : Optional.empty();
        } catch (MalformedInputException e) {
            return Optional.empty();
        }
    }

    /** A file's name for a message. */
    static String name(Path file) {
        return file.startsWith(ROOT)
                ? ROOT.relativize(file).toString()
                : file.getFileName().toString();
    }
}
