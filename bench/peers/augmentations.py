"""What torchvision makes of pictures with the draws that are fed to the library's augmentations.

    python augmentations.py FOLDER

Needs torchvision, and scikit-image for Lab. Writes one file a definition; tests/augmentations reads them. A case has
the configuration, the draws by site and the other arguments of a call; `values` is what torchvision's functions for
tensors give in float64, with parameters computed here from the draws as torchvision's own transforms compute them.
"""

import json
import math
import sys
from pathlib import Path

import numpy
import skimage
import torch
import torchvision
from skimage import color
from torchvision.transforms import InterpolationMode, _functional_tensor
from torchvision.transforms import functional as F
from torchvision.transforms.v2 import functional as F2

LINEAR = InterpolationMode.BILINEAR
CORNERS = [[0, 0, 0], [1, 1, 1], [0.5, 0.5, 0.5], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [0, 1, 1], [1, 0, 1]]


# ---- Pictures, channels first ------------------------------------------------------------------------------------


def picture(channels, height, width, seed):
    """Random values; a coloured one begins with black, white, grey, the primary colours and their sums."""
    values = numpy.random.default_rng(seed).random((height, width, channels)).round(4)
    if channels == 3:
        values.reshape(-1, 3)[: len(CORNERS)] = CORNERS
    return torch.from_numpy(values).permute(2, 0, 1)


WIDE, SQUARE = picture(3, 7, 9, 1), picture(3, 8, 8, 2)
GREY, LARGE = picture(1, 6, 8, 3), picture(1, 16, 16, 4)


# ---- Results that need more than one function --------------------------------------------------------------------


def stretched(x, top, left, height, width, size):
    """A window at real places, read between pixels; for windows that are magnified."""
    middles = (torch.arange(size, dtype=x.dtype) + 0.5) / size
    rows = (top + middles * height) / x.shape[1] * 2 - 1
    columns = (left + middles * width) / x.shape[2] * 2 - 1
    grid = torch.stack(torch.meshgrid(columns, rows, indexing="xy"), -1)
    sampled = torch.nn.functional.grid_sample(x[None], grid[None], padding_mode="border", align_corners=False)
    return sampled[0]


def with_surroundings(x, top, left, height, width, size):
    """A window of whole pixels, smoothed with what is around it: more is resized, and its margin cut off."""
    rows, columns = height // size, width // size
    large = F.crop(x, top - rows, left - columns, height + 2 * rows, width + 2 * columns)
    return F.resize(large, [size + 2, size + 2], antialias=True)[:, 1:-1, 1:-1]


def window(x, area, log_aspect, down, right):
    height = min(x.shape[1], math.sqrt(area * x.shape[1] * x.shape[2] / math.exp(log_aspect)))
    width = min(x.shape[2], math.sqrt(area * x.shape[1] * x.shape[2] * math.exp(log_aspect)))
    return down * (x.shape[1] - height), right * (x.shape[2] - width), height, width


def blurred(x, radius, sigma):
    """With the edge's pixels going on."""
    padded = F.pad(x, radius, padding_mode="edge")
    return F.gaussian_blur(padded, 2 * radius + 1, sigma)[:, radius:-radius, radius:-radius]


def erased(x, top, left, height, width, value=0.0):
    """Of a rectangle that may reach over the edge."""
    end, last = top + height, left + width
    top, left = max(top, 0), max(left, 0)
    return F.erase(x, top, left, end - top, last - left, torch.tensor(value, dtype=x.dtype))


def erasing(x, area, log_aspect, top, left, value=0.0):
    height = round(math.sqrt(area * x.shape[1] * x.shape[2] * math.exp(log_aspect)))
    width = round(math.sqrt(area * x.shape[1] * x.shape[2] / math.exp(log_aspect)))
    places = [math.floor(top * (x.shape[1] - height + 1)), math.floor(left * (x.shape[2] - width + 1))]
    return erased(x, *places, height, width, value)


def jittered(x, b, c, s, turn):
    bright = F.adjust_contrast(F.adjust_brightness(x, b), c)
    return F.adjust_hue(F.adjust_saturation(bright, s), turn)


def moved(x, draws, translate=(0, 0)):
    shift = [draws["right"] * translate[0] * x.shape[2], draws["down"] * translate[1] * x.shape[1]]
    shear = [draws["along"], draws["across"]]
    return F.affine(x, draws["angle"], shift, draws["size"], shear, interpolation=LINEAR)


def rec601(x, num_output_channels=1):
    """Torchvision's, with 0.299 where it has 0.2989, as Pillow does."""
    r, g, b = x.unbind(-3)
    grey = (0.299 * r + 0.587 * g + 0.114 * b).unsqueeze(-3)
    return grey.expand(x.shape) if num_output_channels == 3 else grey


# scikit-image's white point is not the sum of the primaries; here white has a and b of 0.
WHITE = numpy.array([0.950456, 1.0, 1.088754]) / color.xyz_tristimulus_values(illuminant="D65", observer="2")


def lab(x):
    xyz = color.rgb2xyz(x.permute(1, 2, 0).numpy()) / WHITE
    return torch.from_numpy(color.xyz2lab(xyz)).permute(2, 0, 1)


def rgb_of_lab(x):
    xyz = color.lab2xyz(x.permute(1, 2, 0).numpy()) * WHITE
    return torch.from_numpy(color.xyz2rgb(xyz)).permute(2, 0, 1)


# ---- Cases -------------------------------------------------------------------------------------------------------

# Torchvision turns hues in float32 whatever it is given.
SINGLE = 1e-6

files = {}


def case(name, what, x, result, configuration=None, draws=None, arguments=None, border=0, apart=1e-8):
    """`border` pixels around the result are not compared, other values at most `apart` from each other."""
    kept = files.setdefault(name, {"pictures": [], "cases": []})
    given = stored(x)
    if given not in kept["pictures"]:
        kept["pictures"].append(given)
    one = {"what": what, "picture": kept["pictures"].index(given)}
    for key, value in [("configuration", configuration), ("draws", draws), ("arguments", arguments)]:
        one[key] = value or {}
    kept["cases"].append(one | {"border": border, "apart": apart, "result": stored(result)})


def stored(x):
    """Channels last."""
    last = x.movedim(-3, -1)
    return {"shape": list(last.shape), "values": [round(value, 9) for value in last.flatten().tolist()]}


def geometry():
    whole = {"area": 1, "log_aspect": math.log(9 / 7), "down": 0.3, "right": 0.6}
    for size in [4, 5, 13]:
        result = F.resize(WIDE, [size, size], antialias=True)
        case("random_resized_crop", f"the whole to {size}", WIDE, result, {"size": size}, whole)
    for what, height, width, top, left, size in [("halved", 8, 8, 3, 5, 4), ("narrowed", 4, 8, 6, 4, 4)]:
        draws = {"area": height * width / 256, "log_aspect": math.log(width / height)}
        draws |= {"down": top / (16 - height), "right": left / (16 - width)}
        box, given = (top, left, height, width), {"size": size, "aspect": [0.5, 2]}
        exact, own = with_surroundings(LARGE, *box, size), F.resized_crop(LARGE, *box, [size, size])
        case("random_resized_crop", f"{what}, with its surroundings", LARGE, exact, given, draws)
        case("random_resized_crop", f"{what}, by itself", LARGE, own, given, draws, border=1)
    for what, draws in [
        ("magnified at real places", {"area": 0.2, "log_aspect": 0.2, "down": 0.37, "right": 0.81}),
        ("higher than the image", {"area": 0.9, "log_aspect": -0.28, "down": 0.5, "right": 0.25}),
    ]:
        result = stretched(LARGE, *window(LARGE, **draws), 18)
        case("random_resized_crop", what, LARGE, result, {"size": 18}, draws)

    first = {"area": 0.3, "log_aspect": 0.1, "down": 0.2, "right": 0.9}
    second = {"area": 0.5, "log_aspect": -0.2, "down": 0.7, "right": 0.1}
    crops = torch.stack([stretched(LARGE, *window(LARGE, **one), 14) for one in (first, second)])
    draws = {f"random_resized_crop1.{name}": value for name, value in first.items()}
    draws |= {f"random_resized_crop2.{name}": value for name, value in second.items()}
    case("multi_crop", "two", LARGE, crops, {"count": 2, "size": 14}, draws)

    for top, left in [(0, 5), (2, 2), (6, 1)]:
        result = F.crop(F.pad(WIDE, 3), top, left, 7, 9)
        case("random_crop", f"{top} down, {left} right", WIDE, result, {"padding": 3}, {"top": top, "left": left})
    case("flip_horizontal", "flipped", WIDE, F.hflip(WIDE), draws={"flip": 1})
    case("flip_vertical", "flipped", WIDE, F.vflip(WIDE), draws={"flip": 1})
    case("quarter_turn", "turned", SQUARE, F.rotate(SQUARE, 90))

    for x, angle in [(WIDE, 20), (WIDE, -135), (SQUARE, 90), (GREY, 3.5)]:
        result, given = F.rotate(x, angle, interpolation=LINEAR), {"degrees": [-180, 180]}
        case("random_rotation", f"{angle} degrees", x, result, given, {"angle": angle})
    still = {"angle": 0, "right": 0, "down": 0, "size": 1, "along": 0, "across": 0}
    for what, x, draws in [
        ("nothing", WIDE, {}),
        ("turned", WIDE, {"angle": 30}),
        ("moved by whole pixels", SQUARE, {"right": 0.5, "down": -1}),
        ("moved by parts of pixels", WIDE, {"right": -0.37, "down": 0.81}),
        ("smaller", WIDE, {"size": 0.6}),
        ("larger", GREY, {"size": 1.7}),
        ("sheared", WIDE, {"along": 20}),
        ("sheared along y", WIDE, {"across": -15}),
        ("all", SQUARE, {"angle": -70, "right": 0.3, "down": 0.2, "size": 1.2, "along": 12, "across": -8}),
    ]:
        given = {"degrees": [-90, 90], "translate": [0.25, 0.125], "scale": [0.5, 2]}
        given |= {"shear": [-30, 30], "shear_y": [-30, 30]}
        case("random_affine", what, x, moved(x, still | draws, (0.25, 0.125)), given, still | draws)

    for what, x, draws in [
        ("square", LARGE, {"area": 0.1, "log_aspect": 0, "top": 0.25, "left": 0.75}),
        ("high", LARGE, {"area": 0.15, "log_aspect": 1, "top": 0, "left": 0.999}),
        ("wide", WIDE, {"area": 0.2, "log_aspect": -0.5, "top": 0.999, "left": 0.5}),
    ]:
        result = erasing(x, **draws, value=0.25)
        case("random_erasing", what, x, result, {"value": 0.25}, {"on": 1} | draws)
    for what, row, column, size in [("inside", 3, 4, 4), ("over a corner", 0, 8, 5), ("odd", 5, 5, 3)]:
        result = erased(WIDE, row - size // 2, column - size // 2, size, size)
        case("cutout", what, WIDE, result, {"size": size}, {"on": 1, "row": row, "column": column})


def colors():
    for factor in [0, 0.4, 1, 1.9]:
        at = {"arguments": {"factor": factor}}
        case("adjust_brightness", f"by {factor}", WIDE, F.adjust_brightness(WIDE, factor), **at)
        case("adjust_contrast", f"by {factor}", WIDE, F.adjust_contrast(WIDE, factor), **at)
        # The library clips after it.
        within = F.adjust_saturation(0.25 + WIDE / 4, factor)
        case("adjust_saturation", f"by {factor}", 0.25 + WIDE / 4, within, **at)
    case("adjust_contrast", "of grey", GREY, F.adjust_contrast(GREY, 1.4), arguments={"factor": 1.4})
    for turn in [-0.5, -0.13, 0, 0.3, 0.5]:
        result = F.adjust_hue(WIDE, turn)
        case("adjust_hue", f"by {turn}", WIDE, result, arguments={"turn": turn}, apart=SINGLE)

    for what, x, draws in [
        ("stronger", WIDE, {"b": 1.3, "c": 1.2, "s": 1.35, "turn": 0.08}),
        ("weaker", SQUARE, {"b": 0.7, "c": 0.65, "s": 0.61, "turn": -0.1}),
    ]:
        case("color_jitter", what, x, jittered(x, **draws), draws={"on": 1} | draws, apart=SINGLE)
    result = F.adjust_contrast(F.adjust_brightness(GREY, 1.2), 0.7)
    case("color_jitter", "of grey", GREY, result, {"hue": 0}, {"on": 1, "b": 1.2, "c": 0.7})
    case("grayscale", "of colours", WIDE, rec601(WIDE, 3), draws={"on": 1})

    for radius, sigma in [(1, 0.4), (2, 1.1), (3, 2.0)]:
        given, draws = {"radius": radius}, {"on": 1, "s": sigma}
        case("gaussian_blur", f"by {sigma}", SQUARE, blurred(SQUARE, radius, sigma), given, draws)
        mirrored = F.gaussian_blur(SQUARE, 2 * radius + 1, sigma)
        case("gaussian_blur", f"by {sigma}, mirrored at the edge", SQUARE, mirrored, given, draws, border=radius)
    for threshold in [0, 0.5, 1]:
        case("solarize", f"from {threshold}", WIDE, F.solarize(WIDE, threshold), {"threshold": threshold}, {"on": 1})
    for bits in [1, 3, 8]:
        case("posterize", f"{bits} bits", WIDE, F2.posterize_image(WIDE, bits), {"bits": bits}, {"on": 1})
    mean, deviation = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
    given = {"mean": mean, "deviation": deviation}
    case("normalize", "as for ImageNet", WIDE, F.normalize(WIDE, mean, deviation), given)

    hsv = _functional_tensor._rgb2hsv(WIDE)
    case("to_hsv", "of colours", WIDE, hsv)
    case("from_hsv", "of colours", hsv, _functional_tensor._hsv2rgb(hsv))
    case("to_lab", "of colours", WIDE, lab(WIDE), apart=2e-7)
    case("from_lab", "of colours", lab(WIDE), rgb_of_lab(lab(WIDE)), apart=2e-6)


def own_weights():
    """With torchvision's weight of red, which is 0.0001 smaller."""
    case("grayscale", "with torchvision's weights", WIDE, F.rgb_to_grayscale(WIDE, 3), draws={"on": 1}, apart=1.01e-4)
    draws = {"b": 0.9, "c": 1.2, "s": 0.8, "turn": 0.05}
    result = jittered(WIDE, **draws)
    case("color_jitter", "with torchvision's weights", WIDE, result, draws={"on": 1} | draws, apart=2e-4)


own_weights()
_functional_tensor.rgb_to_grayscale = rec601
geometry()
colors()

versions = {"torchvision": torchvision.__version__, "scikit-image": skimage.__version__}
for name, content in files.items():
    head = {"script": "bench/peers/augmentations.py", "versions": versions}
    Path(sys.argv[1], f"{name}.json").write_text(json.dumps(head | content))
