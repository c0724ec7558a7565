// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks.locks;

import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what a lambda or method reference was compiled to. */
final class Bootstraps {

    private static final String METAFACTORY = "Ljava/lang/invoke/LambdaMetafactory;";

    private Bootstraps() {}

    /** The lambda that an instruction makes; empty for others, such as the concatenation of strings. */
    static Optional<Value.Lambda> lambda(InvokeDynamicInstruction dynamic, List<Value> captured) {
        if (!dynamic.bootstrapMethod().owner().descriptorString().equals(METAFACTORY)) {
            return Optional.empty();
        }
        List<ConstantDesc> arguments = dynamic.bootstrapArgs();
        MethodTypeDesc erased = (MethodTypeDesc) arguments.get(0);
        DirectMethodHandleDesc handle = (DirectMethodHandleDesc) arguments.get(1);
        MethodId function = new MethodId(
                internalName(dynamic.typeSymbol().returnType().descriptorString()),
                dynamic.name().stringValue(),
                erased.descriptorString());
        return Optional.of(new Value.Lambda(function, call(handle), withNewObject(handle, captured), ""));
    }

    private static Call call(DirectMethodHandleDesc handle) {
        MethodId id = new MethodId(
                internalName(handle.owner().descriptorString()),
                handle.kind() == DirectMethodHandleDesc.Kind.CONSTRUCTOR ? "<init>" : handle.methodName(),
                handle.lookupDescriptor());
        return switch (handle.kind()) {
            case STATIC, INTERFACE_STATIC -> new Call(id, false, false);
            case SPECIAL, INTERFACE_SPECIAL, CONSTRUCTOR -> new Call(id, true, false);
            default -> new Call(id, true, true);
        };
    }

    private static List<Value> withNewObject(DirectMethodHandleDesc handle, List<Value> captured) {
        List<Value> all = new ArrayList<>(captured);
        if (handle.kind() == DirectMethodHandleDesc.Kind.CONSTRUCTOR) {
            all.addFirst(Value.ANY);
        }
        return all;
    }

    private static String internalName(String descriptor) {
        return descriptor.startsWith("L") ? descriptor.substring(1, descriptor.length() - 1) : descriptor;
    }
}
