// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.blockgraph.api.rules.GlobalState;
import org.blockgraph.api.rules.Io;
import org.blockgraph.api.rules.LockNeed;

/** Every method of the API's interfaces says from where it may be called. */
final class OperationCheck {

    private OperationCheck() {}

    static List<String> of(JavaClasses classes) {
        return classes.stream()
                .filter(type -> Part.of(type).equals(Optional.of(Part.API)))
                .filter(type -> !type.isAnnotation())
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> !isHidden(method))
                .flatMap(method -> complaint(method).map(text -> method.getFullName() + " " + text).stream())
                .sorted()
                .toList();
    }

    private static boolean isHidden(JavaMethod method) {
        return method.getModifiers().contains(JavaModifier.PRIVATE)
                || method.getModifiers().contains(JavaModifier.SYNTHETIC);
    }

    private static Optional<String> complaint(JavaMethod method) {
        JavaClass owner = method.getOwner();
        long kinds = Stream.of(GlobalState.class, Io.class).filter(method::isAnnotatedWith).count();
        if (kinds > 1) {
            return Optional.of("carries both @GlobalState and @Io");
        }
        if (kinds == 0) {
            return owner.isInterface()
                    ? Optional.of("carries neither @GlobalState nor @Io")
                    : Optional.empty();
        }
        Operation operation = Operation.declaredBy(method).orElseThrow();
        if (operation.global() && operation.lock() == LockNeed.READ) {
            return Optional.of(
                    "is @GlobalState, which no reader may call, and wants its caller to hold a read");
        }
        return Optional.empty();
    }
}
