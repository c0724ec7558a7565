// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks.locks;

import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;

/** What the instructions do that only move and compute: the operands and local variables after them. */
final class Operands {

    private Operands() {}

    static void apply(Instruction instruction, Frame frame) {
        switch (instruction) {
            case LoadInstruction load -> frame.push(frame.local(load.slot()), load.typeKind().slotSize());
            case StoreInstruction store -> frame.local(store.slot(), frame.pop(store.typeKind().slotSize()));
            case ConstantInstruction constant ->
                frame.push(
                        constant.opcode() == Opcode.ACONST_NULL ? Value.NULL : Value.ANY,
                        constant.typeKind().slotSize());
            case ArrayLoadInstruction load -> replace(frame, 2, load.typeKind().slotSize());
            case NewPrimitiveArrayInstruction _ -> replace(frame, 1, 1);
            case NewReferenceArrayInstruction _ -> replace(frame, 1, 1);
            case NewMultiArrayInstruction array -> replace(frame, array.dimensions(), 1);
            case TypeCheckInstruction check when check.opcode() == Opcode.INSTANCEOF -> replace(frame, 1, 1);
            case ConvertInstruction convert ->
                replace(frame, convert.fromType().slotSize(), convert.toType().slotSize());
            case OperatorInstruction operator -> compute(operator, frame);
            case MonitorInstruction _ -> frame.pop(1);
            case StackInstruction stack -> shuffle(stack.opcode(), frame);
            default -> { }
        }
    }

    private static void replace(Frame frame, int popped, int pushed) {
        frame.pop(popped);
        frame.push(Value.ANY, pushed);
    }

    private static void compute(OperatorInstruction operator, Frame frame) {
        int slots = operator.typeKind().slotSize();
        String name = operator.opcode().name();
        if (operator.opcode() == Opcode.ARRAYLENGTH) {
            replace(frame, 1, 1);
        } else if (name.endsWith("NEG")) {
            replace(frame, slots, slots);
        } else if (name.endsWith("SHL") || name.endsWith("SHR")) {
            replace(frame, 1 + slots, slots);
        } else if (name.contains("CMP")) {
            replace(frame, 2 * comparedSlots(name), 1);
        } else {
            replace(frame, 2 * slots, slots);
        }
    }

    private static int comparedSlots(String name) {
        return name.startsWith("F") ? TypeKind.FLOAT.slotSize() : TypeKind.LONG.slotSize();
    }

    private static void shuffle(Opcode opcode, Frame frame) {
        switch (opcode) {
            case POP -> frame.pop(1);
            case POP2 -> frame.pop(2);
            case DUP -> frame.duplicate(1, 0);
            case DUP_X1 -> frame.duplicate(1, 1);
            case DUP_X2 -> frame.duplicate(1, 2);
            case DUP2 -> frame.duplicate(2, 0);
            case DUP2_X1 -> frame.duplicate(2, 1);
            case DUP2_X2 -> frame.duplicate(2, 2);
            case SWAP -> {
                frame.duplicate(1, 1);
                frame.pop(1);
            }
            default -> throw new IllegalArgumentException(opcode.name());
        }
    }
}
