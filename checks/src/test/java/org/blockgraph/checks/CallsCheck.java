// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethod;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.blockgraph.api.rules.LockNeed;

/**
 * What implements an operation keeps to its annotation: from within I/O nothing of the global state is called
 * and, outside the core, which takes the locks, nothing that needs another lock than the one that is held.
 * Calls are followed as far as they stay in their module and name the method that runs: not into what a
 * lambda does, which may run later and elsewhere.
 */
final class CallsCheck {

    private final JavaCodeUnit begin;
    private final Operation operation;
    private final Set<JavaCodeUnit> seen = new HashSet<>();
    private final List<String> complaints = new ArrayList<>();

    private CallsCheck(JavaCodeUnit begin, Operation operation) {
        this.begin = begin;
        this.operation = operation;
    }

    static List<String> of(JavaClasses classes) {
        List<String> complaints = new ArrayList<>();
        classes.stream()
                .filter(type -> !Part.of(type).equals(Optional.of(Part.API)))
                .flatMap(type -> type.getMethods().stream())
                .forEach(method -> Operation.of(method).ifPresent(operation -> {
                    CallsCheck check = new CallsCheck(method, operation);
                    check.follow(method);
                    complaints.addAll(check.complaints);
                }));
        return complaints.stream().distinct().sorted().toList();
    }

    private void follow(JavaCodeUnit unit) {
        if (!seen.add(unit)) {
            return;
        }
        for (JavaCall<?> call : unit.getCallsFromSelf()) {
            Optional<? extends JavaCodeUnit> target = resolve(call);
            if (target.isEmpty() || call.isDeclaredInLambda()) {
                continue;
            }
            Optional<Operation> called = target.get() instanceof JavaMethod method
                    ? Operation.of(method)
                    : Optional.empty();
            if (called.isPresent()) {
                judge(call, target.get(), called.get());
            } else if (Part.of(target.get().getOwner()).equals(Part.of(begin.getOwner()))) {
                follow(target.get());
            }
        }
    }

    private static Optional<? extends JavaCodeUnit> resolve(JavaCall<?> call) {
        return call.getTarget().resolveMember();
    }

    private void judge(JavaCall<?> call, JavaCodeUnit target, Operation called) {
        boolean fromIo = !operation.global() && called.global();
        boolean throughApi = Part.of(target.getOwner()).equals(Optional.of(Part.API))
                && !Part.of(begin.getOwner()).equals(Optional.of(Part.CORE));
        if (fromIo || throughApi && !fits(operation.lock(), called.lock())) {
            complaints.add(begin.getFullName() + " is " + operation + " and calls " + target.getFullName()
                    + ", which is " + called + " " + call.getSourceCodeLocation());
        }
    }

    /** Who is called with any lock may take one, so that nothing can be said about what it calls. */
    private static boolean fits(LockNeed held, LockNeed needed) {
        return held == LockNeed.ANY || needed == LockNeed.ANY || held == needed;
    }
}
