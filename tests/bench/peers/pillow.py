"""pillow.py SAMPLES FONTS: Pillow; does as it is told by lines, as worker.mjs says.

A PNG of level 1 is a tenth larger than Placard's. It knows the fields of the recorded posters and no others.
"""
import io
import json
import os
import sys
import time

import PIL
from PIL import Image, ImageChops, ImageDraw, ImageFont

FINER = 4  # Pillow's shapes have hard edges: its users draw them larger and reduce them

# Of Noto Sans SC, in ems: those of Pillow's getmetrics are rounded up.
ASCENT = 1.16
DESCENT = 0.288


def read_file(*path):
    with open(os.path.join(*path), 'rb') as file:
        return file.read()


def decode(jpeg):
    image = Image.open(io.BytesIO(jpeg))
    image.load()
    return image


def rgba(color):
    r, g, b, *a = bytes.fromhex(color[1:])
    return r, g, b, *(a or [255])


def shadow_of(text):
    """dx, dy and the colour of "2px 3px #80808080", which has no blur."""
    dx, dy, color = text.split(' ')
    return int(dx[:-2]), int(dy[:-2]), rgba(color)


def coverage(layer):
    """Of a box within its round corners by its gradient, along which these boxes change in alpha alone."""
    width, height = layer['width'], layer['height']
    first, last = (rgba(stop['color'])[3] for stop in layer['gradient']['color_stops'])
    if layer['gradient']['coords']['y2'] < layer['gradient']['coords']['y1']:
        first, last = last, first
    column = bytes(round((first + (last - first) * (y + 0.5) / height) * layer['opacity']) for y in range(height))
    mask = Image.frombytes('L', (1, height), column).resize((width, height), Image.Resampling.NEAREST)
    if layer['radius']:
        box = Image.new('L', (width * FINER, height * FINER))
        radius = min(layer['radius'], width / 2, height / 2) * FINER
        ImageDraw.Draw(box).rounded_rectangle((0, 0, box.width - 1, box.height - 1), radius, 255)
        mask = ImageChops.multiply(mask, box.reduce(FINER))
    return mask


def draw_mask(image, layer):
    mask = coverage(layer)
    if layer.get('box_shadow'):
        dx, dy, (r, g, b, a) = shadow_of(layer['box_shadow'])
        image.paste((r, g, b), (layer['left'] + dx, layer['top'] + dy), mask.point(lambda value: value * a // 255))
    image.paste(rgba(layer['gradient']['color_stops'][0]['color'])[:3], (layer['left'], layer['top']), mask)


def draw_text_shadow(image, layer, font, x, y):
    """Pillow draws text without its colour's alpha: in a mask the alpha is the colour."""
    dx, dy, (r, g, b, a) = shadow_of(layer['text_shadow'])
    left, top, right, bottom = font.getbbox(layer['content'], anchor='ms')
    mask = Image.new('L', (right - left, bottom - top))
    ImageDraw.Draw(mask).text((-left, -top), layer['content'], a, font, anchor='ms')
    image.paste((r, g, b), (x + left + dx, y + top + dy), mask)


def draw_text(image, layer, font):
    ascent, descent = round(layer['font_size'] * ASCENT), round(layer['font_size'] * DESCENT)
    x = layer['left'] + (layer['width'] + 1) // 2  # it draws text at whole pixels
    y = layer['top'] + (layer['height'] - ascent - descent) // 2 + ascent
    if layer.get('text_shadow'):
        draw_text_shadow(image, layer, font, x, y)
    ImageDraw.Draw(image).text((x, y), layer['content'], rgba(layer['font_color'])[:3], font, anchor='ms')


class Peer:
    def __init__(self, samples, fonts):
        self.json = read_file(samples, 'dashscope-succeeded.json')
        results = json.loads(self.json)['output']['results']
        self.bases = [read_file(samples, result['url'].split('/')[-1]) for result in results]
        self.kept = [decode(jpeg) for jpeg in self.bases]
        self.folder = fonts
        self.fonts = {}

    def font(self, face, size):
        if (face, size) not in self.fonts:
            self.fonts[face, size] = ImageFont.truetype(os.path.join(self.folder, f'NotoSansSC-{face}.otf'), size)
        return self.fonts[face, size]

    def draw(self, base, layers, form, kind):
        image = self.kept[base].copy() if kind == 'kept' else decode(self.bases[base])
        for layer in sorted(layers, key=lambda layer: layer['idx']):
            if layer['type'] == 'text':
                draw_text(image, layer, self.font(layer['font_weight'], layer['font_size']))
            else:
                draw_mask(image, layer)
        out = io.BytesIO()
        if form == 'jpeg':
            image.save(out, 'JPEG', quality=90)
        else:
            image.save(out, 'PNG', compress_level=1)
        return out.getvalue()

    def draw_all(self, form, kind):
        posters = json.loads(self.json)['output']['text_result']['params']
        return [(poster['sample_idx'], self.draw(poster['sample_idx'], poster['layers'], form, kind))
                for poster in posters]


def main():
    peer = Peer(*sys.argv[1:])
    print('ready Pillow', PIL.__version__, flush=True)
    for line in sys.stdin:
        verb, form, kind, argument = line.rstrip('\n').split(' ', 3)
        if verb == 'save':
            for base, data in peer.draw_all(form, kind):
                with open(f"{argument}{base}.{'jpg' if form == 'jpeg' else 'png'}", 'wb') as file:
                    file.write(data)
            print('saved', flush=True)
            continue
        times = []
        for _ in range(int(argument)):
            start = time.perf_counter()
            count = len(peer.draw_all(form, kind))
            times.append((time.perf_counter() - start) * 1e3 / count)
        print(*(f'{value:.4f}' for value in times), flush=True)


main()
