/* What the network orders, in integers, which are exact: everything is a whole number of some power of two. */
#include "observation.h"

enum { STEPS = 5 << 10 };

static char in[1 << 17], out[1 << 14];
static short activations[2 * STEPS]; /* tanh in steps of 2^-10 from -5 to 5 */

/* The buffer for the next text; the previous one has been read by then. */
char *sc_alloc(int length) {
    return length < (int)sizeof in ? in : 0;
}

static long long answer(const char *end) {
    return (long long)(unsigned long)out << 32 | (unsigned long)(end - out);
}

long long sc_start(char *text, int length) {
    text[length] = 0;
    read_briefing(text);
    for (int step = 0; step < STEPS; step++) {
        activations[STEPS + step] = (short)rint(tanh((step + 0.5) / 1024) * 4096);
        activations[STEPS - 1 - step] = -activations[STEPS + step];
    }
    return answer(put(out, "{}"));
}

/* The outputs of the network, as integers, for an observation. */
static const long long *outputs(const float *numbers) {
    static int values[WIDEST];
    static long long sums[WIDEST];
    for (int n = 0; n < INPUTS; n++) {
        float number = numbers[n] < -10 ? -10 : numbers[n] > 10 ? 10 : numbers[n];
        values[n] = (int)rint(number * 4096.0);
    }
    for (const struct layer *each = layers;; each++) {
        const short *weight = each->weights;
        for (int unit = 0; unit < each->outputs; unit++) {
            long long sum = each->biases[unit];
            for (int n = 0; n < each->inputs; n++) sum += (long long)*weight++ * values[n];
            sums[unit] = sum;
        }
        if (each == layers + LAYERS - 1) return sums;
        for (int unit = 0; unit < each->outputs; unit++) {
            long long sum = sums[unit] >> (each->shift + (TANH ? 2 : 0));
            long long low = TANH ? -STEPS : 0, high = TANH ? STEPS - 1 : (1 << 20) - 1;
            sum = sum < low ? low : sum > high ? high : sum;
            values[unit] = TANH ? activations[sum + STEPS] : (int)sum;
        }
    }
}

/* Write a number of hundredths, -100..100, as a share of 1. */
static char *put_hundredths(char *at, int number) {
    if (number < 0) *at++ = '-', number = -number;
    *at++ = '0' + number / 100;
    *at++ = '.';
    *at++ = '0' + number / 10 % 10;
    *at++ = '0' + number % 10;
    return at;
}

static char *put_orders(char *at, const long long *outputs) {
    static const signed char levels[] = {
        -100, 0, 100, -100, -50, -25, -10, 0, 10, 25, 50, 100, 0, 1, 2, 3, 0, 1, -100, 0, 100,
    };
    static const char counts[] = {3, 9, 4, 2, 3};
    int orders[5] = {0}, start = 0;
    for (int n = 0; n < 5; n++) {
        if (DISCRETE) {
            int best = start;
            for (int level = start; level < start + counts[n]; level++)
                if (outputs[level] > outputs[best]) best = level;
            orders[n] = levels[best];
            start += counts[n];
            continue;
        }
        double share = (double)outputs[n] / (double)(1LL << (12 + layers[LAYERS - 1].shift));
        share = share < -1 ? -1 : share > 1 ? 1 : share;
        if (n < 2 || n == 4) orders[n] = (int)rint(100 * share);
        if (n == 2 && share > 0) orders[n] = (int)rint(3 * share);
        if (n == 3) orders[n] = share > 0.5;
    }
    at = put_hundredths(put(at, "{\"thrust\":"), orders[0]);
    at = put_hundredths(put(at, ",\"turn\":"), orders[1]);
    at = put(at, ",\"fire\":");
    *at++ = '0' + orders[2];
    at = put(at, orders[3] ? ",\"shield\":true" : ",\"shield\":false");
    at = put_hundredths(put(at, ",\"strafe\":"), orders[4]);
    *at++ = '}';
    return at;
}

long long sc_tick(char *text, int length) {
    static float numbers[INPUTS];
    text[length] = 0;
    char *at = put(out, "{\"ships\":{");
    for (Json own = read_observation(text); own; own = next(own)) {
        int id = number(get(own, "id"));
        if (id < 0 || id >= MAX_SHIPS || at > out + sizeof out - 128) break;
        observe(own, numbers);
        *at++ = '"';
        if (id >= 10) *at++ = '0' + id / 10;
        *at++ = '0' + id % 10;
        at = put_orders(put(at, "\":"), outputs(numbers));
        *at++ = ',';
    }
    if (at[-1] == ',') at--;
    return answer(put(at, "}}"));
}
