// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks.locks;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The classes of the project and how they stand above each other, with the classes of others above them. */
public final class Program {

    private final Map<String, Type> types = new TreeMap<>();

    /** The project's classes below each class or interface, itself included. */
    private final Map<String, Set<Type>> below = new LinkedHashMap<>();

    private final Map<String, Set<String>> above = new HashMap<>();

    private Program(Collection<Type> types) {
        types.forEach(type -> this.types.put(type.name(), type));
        types.forEach(type -> everythingAbove(type.name())
                .forEach(above -> below.computeIfAbsent(above, _ -> new LinkedHashSet<>()).add(type)));
    }

    /** Reads jars, or the folders that would go into them. */
    public static Program read(List<Path> outputs) throws IOException {
        return new Program(parse(outputs));
    }

    /** Returns these classes and some more. */
    public Program with(List<Path> outputs) throws IOException {
        List<Type> all = new ArrayList<>(types.values());
        all.addAll(parse(outputs));
        return new Program(all);
    }

    private static List<Type> parse(List<Path> outputs) throws IOException {
        List<Type> parsed = new ArrayList<>();
        for (Path output : outputs) {
            if (Files.isDirectory(output)) {
                parsed.addAll(parseTree(output));
            } else {
                try (FileSystem jar = FileSystems.newFileSystem(output)) {
                    parsed.addAll(parseTree(jar.getPath("/")));
                }
            }
        }
        return parsed;
    }

    private static List<Type> parseTree(Path root) throws IOException {
        List<Type> parsed = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".class")).sorted().toList()) {
                Type type = Type.parse(Files.readAllBytes(file));
                if (!LockCalls.isLock(type.name())) {
                    parsed.add(type);
                }
            }
        }
        return parsed;
    }

    Collection<Type> types() {
        return types.values();
    }

    boolean has(String type) {
        return types.containsKey(type);
    }

    /** Finds what a class declares or inherits; empty where that is not the project's. */
    Optional<Type.Method> find(MethodId id) {
        return everythingAbove(id.owner()).stream()
                .flatMap(name -> Optional.ofNullable(types.get(name)).stream())
                .flatMap(type -> type.method(id).stream())
                .reduce((found, next) -> found.isAbstract && !next.isAbstract ? next : found);
    }

    /** The methods that a virtual call may run: those of every class below. */
    Set<Type.Method> implementations(MethodId id) {
        Set<Type.Method> found = new LinkedHashSet<>();
        Optional<Type.Method> own = find(id);
        if (own.isPresent() && own.get().isPrivate) {
            return Set.of(own.get());
        }
        for (Type type : below.getOrDefault(id.owner(), Set.of())) {
            find(new MethodId(type.name(), id.name(), id.descriptor()))
                    .filter(method -> !method.isAbstract)
                    .ifPresent(found::add);
        }
        return found;
    }

    /** What a method's annotation says, or that of the method that it overrides or implements. */
    Optional<Need> need(MethodId id) {
        return declarations(id).flatMap(method -> method.need.stream()).findFirst();
    }

    /** Whether a call of it runs code of those who use the project. */
    boolean isForeign(MethodId id) {
        return declarations(id).anyMatch(method -> types.get(method.id.owner()).foreign());
    }

    private Stream<Type.Method> declarations(MethodId id) {
        return everythingAbove(id.owner()).stream()
                .flatMap(name -> Optional.ofNullable(types.get(name)).stream())
                .flatMap(type -> type.method(id).stream());
    }

    /** A class, its superclasses, then the interfaces, nearest first. */
    Set<String> everythingAbove(String name) {
        Set<String> known = above.get(name);
        if (known == null) {
            known = walkUp(name);
            above.put(name, known);
        }
        return known;
    }

    private Set<String> walkUp(String name) {
        Set<String> found = new LinkedHashSet<>();
        List<String> interfaces = new ArrayList<>();
        String next = name;
        while (next != null) {
            found.add(next);
            List<String> direct = directlyAbove(next);
            boolean hasSuper = !direct.isEmpty() && !next.equals("java/lang/Object");
            interfaces.addAll(hasSuper ? direct.subList(1, direct.size()) : List.of());
            next = hasSuper ? direct.getFirst() : null;
        }
        for (String each : interfaces) {
            found.addAll(everythingAbove(each));
        }
        return found;
    }

    private List<String> directlyAbove(String name) {
        Type type = types.get(name);
        return type != null ? type.above() : Outside.above(name);
    }
}
