// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks.locks;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where the code can be entered by those whom the analysis does not follow.
 *
 * @param why for the beginning of a path
 */
record Entries(Type.Method method, LockState state, String why) {

    private static final String HOOK = "org/blockgraph/lock/QuiesceHook";

    /** Whatever an annotation says how it is called, and the hooks of the lock. */
    static List<Entries> of(Program program, String entered) {
        List<Entries> entries = new ArrayList<>();
        for (Type.Method method : all(program, entered)) {
            Optional<Need> need = program.need(method.id);
            need.ifPresent(each -> each.entry()
                    .list()
                    .forEach(state -> entries.add(new Entries(method, state, each.toString()))));
            boolean hook = method.id.name().startsWith("quiesce")
                    && program.everythingAbove(method.id.owner()).contains(HOOK);
            if (hook) {
                entries.add(new Entries(method, LockState.DECIDER, "a quiesce hook"));
            }
        }
        return entries;
    }

    /** All methods with code of the classes that are entered: first those nothing calls, lambdas last. */
    static List<Type.Method> all(Program program, String entered) {
        List<Type.Method> methods = program.types().stream()
                .filter(type -> type.name().startsWith(entered))
                .flatMap(type -> type.methods().values().stream())
                .filter(method -> !method.isAbstract)
                .toList();
        Set<String> called = methods.stream()
                .flatMap(method -> method.body().called().stream())
                .collect(Collectors.toSet());
        return methods.stream()
                .sorted(Comparator.comparing((Type.Method method) -> method.id.name().startsWith("lambda$"))
                        .thenComparing(method -> called.contains(method.id.name() + method.id.descriptor())))
                .toList();
    }
}
