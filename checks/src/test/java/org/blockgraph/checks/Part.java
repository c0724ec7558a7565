// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Optional;
import java.util.Set;

/**
 * A part of the design: what one module holds, known by its root package.
 *
 * @param name the root package behind {@code org.blockgraph.}
 */
record Part(String name) {

    static final Part LOCK = new Part("lock");
    static final Part API = new Part("api");
    static final Part CORE = new Part("core");

    private static final String PROJECT = "org.blockgraph.";

    /** Packages that hold one part each, not one together. */
    private static final Set<String> FAMILIES = Set.of("drivers", "exports", "examples");

    /** The part of a class; empty where it is not the project's. */
    static Optional<Part> of(JavaClass type) {
        return of(type.getBaseComponentType().getPackageName());
    }

    static Optional<Part> of(String packageName) {
        if (!packageName.startsWith(PROJECT)) {
            return Optional.empty();
        }
        String[] names = packageName.substring(PROJECT.length()).split("\\.");
        return Optional.of(new Part(
                names.length > 1 && FAMILIES.contains(names[0]) ? names[0] + "." + names[1] : names[0]));
    }

    boolean isDriver() {
        return name.startsWith("drivers.");
    }

    @Override
    public String toString() {
        return PROJECT + name;
    }
}
