// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who may use whom: the arrows of the design. */
final class ArrowsCheck {

    /** What drivers, faces and whatever comes later may use of the project. */
    private static final Set<Part> API_ONLY = Set.of(Part.API);

    private static final Set<Part> NOTHING = Set.of();

    /** Those that may use something else. */
    private static final Map<Part, Set<Part>> ARROWS = Map.of(
            Part.LOCK, NOTHING,
            Part.API, NOTHING,
            Part.CORE, Set.of(Part.API, Part.LOCK),
            new Part("embed"), Set.of(Part.API, Part.CORE, Part.LOCK),
            new Part("launcher"), NOTHING,
            new Part("examples.lock"), Set.of(Part.LOCK),
            new Part("benchmarks"), Set.of(Part.API, Part.LOCK, new Part("embed"), new Part("exports.nbd")),
            new Part("examples.programs"), Set.of(Part.API, new Part("embed")));

    /** These use nothing but the JDK and annotations that are gone at run time. */
    private static final Set<Part> PURE = Set.of(Part.LOCK, Part.API);

    private static final List<String> PURE_PACKAGES =
            List.of("java.", "jdk.jfr.", "org.osgi.annotation.", "org.osgi.service.component.annotations");

    private ArrowsCheck() {}

    static List<String> of(JavaClasses classes) {
        return classes.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(use -> !isAllowed(use))
                .map(use -> use.getOriginClass().getName() + " uses "
                        + use.getTargetClass().getBaseComponentType().getName() + " "
                        + use.getSourceCodeLocation())
                .distinct()
                .sorted()
                .toList();
    }

    private static boolean isAllowed(Dependency use) {
        Part from = Part.of(use.getOriginClass()).orElseThrow();
        JavaClass target = use.getTargetClass().getBaseComponentType();
        Optional<Part> to = Part.of(target);
        if (to.isEmpty()) {
            return !PURE.contains(from) || target.isPrimitive() || isPure(target.getPackageName());
        }
        boolean inside = to.get().equals(from);
        return inside
                || ARROWS.getOrDefault(from, API_ONLY).contains(to.get())
                        && !isInternal(target.getPackageName());
    }

    private static boolean isPure(String packageName) {
        return PURE_PACKAGES.stream().anyMatch(allowed -> (packageName + ".").startsWith(allowed));
    }

    private static boolean isInternal(String packageName) {
        return List.of(packageName.split("\\.")).contains("internal");
    }
}
